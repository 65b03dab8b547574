import { z } from 'zod';
import type {
  DistinctCountDefinition,
  FunnelDefinition,
  MetricMeaning,
  ProportionDefinition,
  QuantileDefinition,
  RatioDefinition,
  RetentionDefinition,
  TimeToEventDefinition,
  TotalDefinition,
} from './metric-definition';
import {
  covariateSchema,
  eventSelectionFields,
  property,
  selectionSchema,
  startHours,
  termSchema,
  windowLengthSchema,
  windowSchema,
} from './metric-parts-schema';
import { rowsAsEvents, sourceKeySchema } from './source-selection';

const maximumDays = 366;
const maximumSteps = 9;

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
