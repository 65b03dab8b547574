import { z } from 'zod';
import type {
  Covariate,
  DistinctCountDefinition,
  EventSelection,
  FunnelDefinition,
  MetricMeaning,
  MetricWindow,
  ProportionDefinition,
  PropertyCondition,
  QuantileDefinition,
  RatioDefinition,
  RetentionDefinition,
  Term,
  TimeToEventDefinition,
  TotalDefinition,
} from './metric-definition';
import { rowsAsEvents, sourceKeySchema } from './source-selection';

const maximumHours = 24 * 366;
const maximumDays = 366;
const maximumSteps = 9;
const maximumConditions = 10;

function nameOf(what: string) {
  return z
    .string(`${what} is text.`)
    .min(1, `${what} cannot be empty.`)
    .max(200, `${what} has at most 200 characters.`)
    .regex(/^[^\0]*$/, `${what} cannot hold the NUL character.`);
}

const property = nameOf('The name of a property');
const comparedText = z
  .string()
  .max(500, 'A value has at most 500 characters.')
  .regex(/^[^\0]*$/, 'A value cannot hold the NUL character.');
const comparedNumber = z.number('Compare with a number.');

const conditionSchema: z.ZodType<PropertyCondition> = z
  .discriminatedUnion(
    'operator',
    [
      z.strictObject({ property, operator: z.literal('exists') }),
      z.strictObject({
        property,
        operator: z.enum(['equals', 'differs']),
        value: z.union(
          [comparedText, comparedNumber, z.boolean()],
          'Compare with a text, number or boolean.',
        ),
      }),
      z.strictObject({
        property,
        operator: z.enum(['above', 'at-least', 'below', 'at-most']),
        value: comparedNumber,
      }),
    ],
    'Choose an operator: equals, differs, above, at-least, below, at-most or exists.',
  )
  .meta({
    id: 'PropertyCondition',
    description: 'What a property of an event has to be for the event to count.',
  });

/** An event by its name, and conditions on its properties. */
export const eventSelectionFields = {
  event: nameOf('The name of an event'),
  where: z.array(conditionSchema).max(maximumConditions, 'At most 10 conditions.').default([]),
};

const selectionSchema: z.ZodType<EventSelection> = z
  .strictObject(eventSelectionFields)
  .meta({ id: 'EventSelection', description: 'Events by their name, and conditions on their properties.' });

const termSchema: z.ZodType<Term> = z
  .strictObject({
    ...eventSelectionFields,
    aggregate: z.enum(['count', 'sum', 'any'], 'Choose count, sum or any.'),
  })
  .meta({ id: 'Term', description: "Events, and what is taken of a unit's." });

const startHours = z
  .number('The start is a number of hours.')
  .min(0, 'A window starts at the first exposure or later.')
  .max(maximumHours, 'A window starts at most 366 days after the first exposure.')
  .default(0);

/** Hours of a window or of the time before exposure. */
export const windowLengthSchema = z
  .number('A window is a number of hours, or null for no end.')
  .gt(0, 'A window is longer than 0 hours.')
  .max(maximumHours, 'A window is at most 366 days long.');

const windowSchema: z.ZodType<MetricWindow> = z
  .strictObject({
    startHours,
    lengthHours: windowLengthSchema.nullable(),
    mustBeComplete: z.boolean().default(false),
  })
  .refine(({ lengthHours: length, mustBeComplete }) => length !== null || !mustBeComplete, {
    path: ['mustBeComplete'],
    message: 'A window without an end is never complete: give it a length.',
  })
  .meta({
    id: 'MetricWindow',
    description: 'Hours after the first exposure in which events count; a length of null has no end.',
  });

const covariateSchema: z.ZodType<Covariate> = z
  .strictObject({
    lengthHours: windowLengthSchema.default(24 * 28),
    term: termSchema
      .nullable()
      .default(null)
      .describe('What is measured before exposure; null: the metric itself.'),
  })
  .meta({
    id: 'Covariate',
    description: 'What units did in the hours before exposure, which makes intervals narrower.',
  });

const version = z.literal(2).describe('The form in which definitions are written.');
const form = {
  version,
  source: sourceKeySchema
    .optional()
    .describe(
      "A source whose rows are measured. Each of its rows counts: where an event is asked for, leave it out or give the source's key, and leave the conditions out.",
    ),
};
const covariate = covariateSchema.nullable().default(null);

function order(what: string) {
  return z
    .number(`${what} is a number.`)
    .gt(0, `${what} lies strictly between 0 and 1.`)
    .lt(1, `${what} lies strictly between 0 and 1.`);
}

const total = {
  ...eventSelectionFields,
  window: windowSchema,
  covariate,
  winsorisation: order('The winsorisation quantile').nullable().default(null),
};

const totalSchema: z.ZodType<TotalDefinition> = z
  .strictObject({ ...form, ...total })
  .meta({ id: 'TotalDefinition' });
const distinctCountSchema: z.ZodType<DistinctCountDefinition> = z
  .strictObject({ version, ...total, property })
  .meta({ id: 'DistinctCountDefinition' });

const proportionSchema: z.ZodType<ProportionDefinition> = z
  .strictObject({
    ...form,
    ...eventSelectionFields,
    window: windowSchema,
    covariate,
  })
  .meta({ id: 'ProportionDefinition' });

const ratioSchema: z.ZodType<RatioDefinition> = z
  .strictObject({
    ...form,
    numerator: termSchema,
    denominator: termSchema,
    window: windowSchema,
    covariate,
  })
  .meta({ id: 'RatioDefinition' });

const day = z
  .int('A day is a whole number.')
  .min(0, 'Day 0 is the day of first exposure.')
  .max(maximumDays, 'At most 366 days.');

const retentionSchema: z.ZodType<RetentionDefinition> = z
  .strictObject({
    ...form,
    ...eventSelectionFields,
    days: z
      .strictObject({ from: day, to: day })
      .refine(({ from, to }) => from <= to, { path: ['to'], message: 'The last day is before the first.' }),
    timeZone: z
      .string('A time zone is an IANA name, such as Europe/Berlin.')
      .max(100)
      .refine(isTimeZone, 'There is no such time zone; use an IANA name, such as Europe/Berlin or UTC.'),
    mustBeComplete: z.boolean().default(true),
  })
  .meta({ id: 'RetentionDefinition' });

const quantileSchema: z.ZodType<QuantileDefinition> = z
  .strictObject({
    ...form,
    ...eventSelectionFields,
    aggregate: z.enum(['sum', 'mean'], 'Choose sum or mean.'),
    quantile: order('The quantile'),
    window: windowSchema,
  })
  .meta({ id: 'QuantileDefinition' });

const funnelSchema: z.ZodType<FunnelDefinition> = z
  .strictObject({
    version,
    steps: z
      .array(selectionSchema)
      .min(2, 'A funnel has at least two steps.')
      .max(maximumSteps, 'A funnel has at most 9 steps.'),
    window: windowSchema,
  })
  .meta({ id: 'FunnelDefinition' });

const timeToEventSchema: z.ZodType<TimeToEventDefinition> = z
  .strictObject({
    ...form,
    ...eventSelectionFields,
    window: z.strictObject({
      startHours,
      lengthHours: windowLengthSchema,
      mustBeComplete: z.literal(true).default(true),
    }),
  })
  .meta({ id: 'TimeToEventDefinition' });

function isTimeZone(name: string): boolean {
  // An offset such as +02:00 is understood by Intl and read the other way round by Postgres.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const meaningFields = [
  z.object({ kind: z.enum(['count', 'sum', 'mean']), definition: totalSchema }),
  z.object({ kind: z.literal('proportion'), definition: proportionSchema }),
  z.object({ kind: z.literal('distinct-count'), definition: distinctCountSchema }),
  z.object({ kind: z.literal('ratio'), definition: ratioSchema }),
  z.object({ kind: z.literal('retention'), definition: retentionSchema }),
  z.object({ kind: z.literal('quantile'), definition: quantileSchema }),
  z.object({ kind: z.literal('funnel'), definition: funnelSchema }),
  z.object({ kind: z.literal('time-to-event'), definition: timeToEventSchema }),
] as const;

const kinds =
  'Choose a kind: count, sum, mean, proportion, ratio, retention, quantile, funnel, time-to-event or distinct-count.';
const meaningSchema: z.ZodType<MetricMeaning> = z.discriminatedUnion('kind', meaningFields, kinds);

/**
 * Kind and definition, as input and as stored, both fields of an object of their own. The first form of a definition, `{ event,
 * windowHours }` without a version, keeps its meaning: its kind `mean` summed a unit's values and is read as `sum`. Where a
 * source is named, its key stands for the event.
 */
export const metricMeaningSchema = z.preprocess(
  (input, context) => rowsAsEvents(fromFirstForm(input), context),
  meaningSchema,
);

/** The meaning of a metric stored in either form. Throws where it is of neither. */
export function parseMetricMeaning(stored: {
  readonly kind: unknown;
  readonly definition: unknown;
}): MetricMeaning {
  return metricMeaningSchema.parse({ kind: stored.kind, definition: stored.definition });
}

const firstForm = z.strictObject({
  event: z.unknown(),
  windowHours: z.number().nullable().default(null),
});

function fromFirstForm(input: unknown): unknown {
  const parsed = z
    .object({ kind: z.enum(['mean', 'sum', 'proportion']), definition: firstForm })
    .safeParse(input);
  if (!parsed.success) return input;
  const { kind, definition } = parsed.data;
  const window = { startHours: 0, lengthHours: definition.windowHours, mustBeComplete: false };
  return {
    kind: kind === 'mean' ? 'sum' : kind,
    definition: { version: 2, event: definition.event, where: [], window },
  };
}
