import { z } from 'zod';
import { attributeNameSchema } from '../attribute-name';
import { printableNameSchema, propertyConditionSchema, propertyNameSchema } from '../condition';
import type { DeepReadonly } from '../deep-readonly';

// What definitions of metrics are put together from.

const maximumHours = 24 * 366;
const maximumConditions = 10;

/** The form in which definitions are written, so that what is stored keeps its meaning when the form changes. */
export const version = z.literal(2).describe('The form in which definitions are written.');

/** As every key is written. */
const sourceKeySchema = z
  .string('A source is named by its key.')
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'A source is named by its key, such as "orders".');

/** Members of every kind that can count the rows of a source. */
export const form = {
  version,
  source: sourceKeySchema
    .optional()
    .describe(
      "A source whose rows are measured. Every row counts: leave out the event (or give the source's key) and the conditions.",
    ),
};

/** An event by its name, and conditions on its properties. */
export const eventSelectionFields = {
  event: printableNameSchema('The name of an event'),
  where: z.array(propertyConditionSchema).max(maximumConditions, 'At most 10 conditions.').default([]),
};

export const selectionSchema = z
  .strictObject(eventSelectionFields)
  .meta({ id: 'EventSelection', description: 'Events by their name, and conditions on their properties.' });

/** Events of one name that fulfil all conditions. */
export type EventSelection = DeepReadonly<z.output<typeof selectionSchema>>;

const termSchema = z
  .strictObject({
    ...eventSelectionFields,
    aggregate: z.enum(['count', 'sum', 'any'], 'Choose count, sum or any.'),
  })
  .meta({ id: 'Term', description: 'Events and their aggregate for a unit.' });

export type Term = DeepReadonly<z.output<typeof termSchema>>;

/** What a unit's selected events come to; `any` is 1 or 0, `mean` does not exist without an event, the others are 0. */
export type Aggregate = Term['aggregate'] | 'mean';

/** The order of a quantile; `what` begins the sentences that refuse others. */
export function order(what: string) {
  return z
    .number(`${what} is a number.`)
    .gt(0, `${what} lies strictly between 0 and 1.`)
    .lt(1, `${what} lies strictly between 0 and 1.`);
}

const upperCap = order('The winsorisation quantile').describe(
  'Order of the pooled quantile above which a value counts as that quantile, such as 0.999.',
);
const lowerCap = order('The lower winsorisation quantile').describe(
  'Order of the pooled quantile below which a value counts as that quantile, such as 0.001.',
);

/** Caps on a unit's value. The upper one is null for none, as it is stored since the first version. */
export const capFields = {
  winsorisation: upperCap.nullable().default(null),
  winsorisationLower: lowerCap.optional(),
};

export interface Caps {
  readonly winsorisation?: number | null | undefined;
  readonly winsorisationLower?: number | undefined;
}

/** For `refine`, with its message. */
export function lowerIsBelowUpper({ winsorisation: upper, winsorisationLower: lower }: Caps): boolean {
  return typeof upper !== 'number' || lower === undefined || lower < upper;
}

export const capOrder = {
  path: ['winsorisationLower'],
  message: 'The lower winsorisation quantile lies below the upper one.',
};

export const ratioTermSchema = termSchema
  .extend({ winsorisation: upperCap.optional(), winsorisationLower: lowerCap.optional() })
  .refine(lowerIsBelowUpper, capOrder)
  .meta({ id: 'RatioTerm', description: "Events, what is taken of a unit's, and caps on it." });

/** Part of a ratio; each is capped at the pooled quantiles of its own unit values before the ratio is formed. */
export type RatioTerm = DeepReadonly<z.output<typeof ratioTermSchema>>;

const mostParts = 50;

export const breakdown = z
  .strictObject({
    property: propertyNameSchema,
    largest: z
      .int('How many values stand by themselves is a whole number.')
      .min(1, 'At least one value stands by itself.')
      .max(mostParts, `At most ${String(mostParts)} values stand by themselves.`)
      .default(10)
      .describe(
        "So many values stand by themselves, the others together: those with the largest sums of units' absolute totals over all variants, so that negative totals count by their size.",
      ),
  })
  .meta({
    id: 'Breakdown',
    description:
      "A property of the metric's own event: its analyses show the figure of each value, over all units of a variant, without a test.",
  })
  .optional();

/** The figure of each value of a property of the metric's own event: descriptive, never tested. */
export type Breakdown = DeepReadonly<NonNullable<z.output<typeof breakdown>>>;

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

export const windowSchema = z
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
    description:
      'Hours after the first exposure in which events count; a length of null: until the analysis, or the end of the run where that is earlier.',
  });

/**
 * [first exposure + startHours, + lengthHours), in elapsed time; a null length ends with the horizon. With
 * `mustBeComplete` a unit counts from the moment when its window has ended.
 */
export type MetricWindow = DeepReadonly<z.output<typeof windowSchema>>;

/** A window that has an end, and has to have ended before a unit counts. */
export const endedWindowSchema = z.strictObject({
  startHours,
  lengthHours: windowLengthSchema,
  mustBeComplete: z.literal(true).default(true),
});

const mostOthers = 5;
const mostAttributes = 3;

const otherCovariateSchema = termSchema
  .extend({ lengthHours: windowLengthSchema.default(24 * 28) })
  .meta({ id: 'OtherCovariate', description: 'Another measure of the hours before exposure.' });

const covariateSchema = z
  .strictObject({
    lengthHours: windowLengthSchema.default(24 * 28),
    term: termSchema
      .nullable()
      .default(null)
      .describe('What is measured before exposure; null: the metric itself.'),
    others: z
      .array(otherCovariateSchema)
      .max(mostOthers, `At most ${String(mostOthers)} other measures.`)
      .optional()
      .describe(
        'Adjusted for as well, each with whether the unit had any. What the others explain is dropped, and results name it.',
      ),
    attributes: z
      .array(attributeNameSchema)
      .max(mostAttributes, `At most ${String(mostAttributes)} attributes.`)
      .refine((names) => new Set(names).size === names.length, 'Name each attribute once.')
      .optional()
      .describe(
        'Attributes of the first exposure, adjusted for as well: a number as it is, anything else by indicators of its most frequent values, each with whether it is missing.',
      ),
  })
  .meta({
    id: 'Covariate',
    description: 'Events in the hours before exposure; adjusting for them makes intervals narrower.',
  });

/** What is known of a unit before its first exposure: [first exposure - lengthHours, first exposure). */
export type Covariate = DeepReadonly<z.output<typeof covariateSchema>>;

export const covariate = covariateSchema.nullable().default(null);
