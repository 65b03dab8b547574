import { z } from 'zod';
import { isPrintableName } from '../assignment/printable-name';
import type { Covariate, EventSelection, MetricWindow, PropertyCondition, Term } from './metric-definition';

// What definitions of metrics are put together from.

const maximumHours = 24 * 366;
const maximumConditions = 10;

function nameOf(what: string) {
  return z
    .string(`${what} is text.`)
    .min(1, `${what} cannot be empty.`)
    .max(200, `${what} has at most 200 characters.`)
    .refine(isPrintableName, `${what} cannot hold line breaks or other control characters.`);
}

export const property = nameOf('The name of a property');
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

export const selectionSchema: z.ZodType<EventSelection> = z
  .strictObject(eventSelectionFields)
  .meta({ id: 'EventSelection', description: 'Events by their name, and conditions on their properties.' });

export const termSchema: z.ZodType<Term> = z
  .strictObject({
    ...eventSelectionFields,
    aggregate: z.enum(['count', 'sum', 'any'], 'Choose count, sum or any.'),
  })
  .meta({ id: 'Term', description: "Events, and what is taken of a unit's." });

export const startHours = z
  .number('The start is a number of hours.')
  .min(0, 'A window starts at the first exposure or later.')
  .max(maximumHours, 'A window starts at most 366 days after the first exposure.')
  .default(0);

/** Hours of a window or of the time before exposure. */
export const windowLengthSchema = z
  .number('A window is a number of hours, or null for no end.')
  .gt(0, 'A window is longer than 0 hours.')
  .max(maximumHours, 'A window is at most 366 days long.');

export const windowSchema: z.ZodType<MetricWindow> = z
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

export const covariateSchema: z.ZodType<Covariate> = z
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
