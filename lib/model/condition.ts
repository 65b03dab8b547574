import { z } from 'zod';
import type { Comparison } from '../assignment/targeting';
import { VALUE_TESTS } from '../assignment/operators';
import { isPrintableName } from '../assignment/printable-name';
import type { DeepReadonly } from './deep-readonly';

// Conditions on the properties of events: targeting's operators, as far as Postgres answers them cheaply.

const MAX_LIST_ITEMS = 100;

/** A name of 1 to 200 printable characters; `what` begins the sentences that refuse any other. */
export function printableNameSchema(what: string) {
  return z
    .string(`${what} is text.`)
    .min(1, `${what} cannot be empty.`)
    .max(200, `${what} has at most 200 characters.`)
    .refine(isPrintableName, `${what} cannot hold line breaks or other control characters.`);
}

export const propertyNameSchema = printableNameSchema('The name of a property');

const property = propertyNameSchema;
const text = z
  .string('Compare with a text.')
  .max(500, 'A value has at most 500 characters.')
  .regex(/^[^\0]*$/, 'A value cannot hold the NUL character.');
const number = z.number('Compare with a number.');

const conditionByOperator = z.discriminatedUnion(
  'operator',
  [
    z.strictObject({ property, operator: z.literal('exists') }),
    z.strictObject({
      property,
      operator: z.enum(['equals', 'differs']),
      value: z.union([text, number, z.boolean()], 'Compare with a text, number or boolean.'),
    }),
    z.strictObject({
      property,
      operator: z.enum(['above', 'at-least', 'below', 'at-most']),
      value: number,
    }),
    z.strictObject({
      property,
      operator: z.literal('in'),
      value: z
        .array(z.union([text, number], 'Compare with texts or numbers.'), 'Compare with a list.')
        .min(1, 'A list has at least one value.')
        .max(MAX_LIST_ITEMS, `A list has at most ${String(MAX_LIST_ITEMS)} values.`),
    }),
    z.strictObject({ property, operator: z.enum(['contains', 'starts-with', 'ends-with']), value: text }),
    z.strictObject({
      property,
      operator: z.literal('matches'),
      value: text.refine(
        (pattern) => (VALUE_TESTS.get('matches')?.(pattern) ?? null) !== null,
        'In a pattern, a \\ stands before * or \\ alone.',
      ),
    }),
  ],
  'Choose an operator: equals, differs, above, at-least, below, at-most, in, contains, starts-with, ends-with, matches or exists.',
);

/** A condition on an event's property. It holds only where the property is there and has the JSON type of `value`. */
export type PropertyCondition = DeepReadonly<z.output<typeof conditionByOperator>>;

export type EventOperator = PropertyCondition['operator'];

/**
 * The operator of targeting that each is, for words and for meaning. Some are stored under names that are older than the table of
 * operators. `differs` wants the property to be there, which `not-equals` does not.
 */
export const TARGETING_OPERATORS: Readonly<Record<EventOperator, Comparison['operator']>> = {
  exists: 'exists',
  equals: 'equals',
  differs: 'not-equals',
  above: 'greater',
  'at-least': 'greater-or-equal',
  below: 'less',
  'at-most': 'less-or-equal',
  in: 'in',
  contains: 'contains',
  'starts-with': 'starts-with',
  'ends-with': 'ends-with',
  matches: 'matches',
};

/** Targeting's names of comparisons of order, which are stored under the older ones. */
const STORED_NAMES: ReadonlyMap<unknown, EventOperator> = new Map(
  (['above', 'at-least', 'below', 'at-most'] as const).map((name) => [TARGETING_OPERATORS[name], name]),
);

const givenOperator = z.looseObject({ operator: z.unknown() });

function underStoredName(input: unknown): unknown {
  const given = givenOperator.safeParse(input);
  const operator = STORED_NAMES.get(given.data?.operator);
  return operator === undefined ? input : { ...given.data, operator };
}

export const propertyConditionSchema = z.preprocess(underStoredName, conditionByOperator).meta({
  id: 'PropertyCondition',
  description:
    "Condition on a property of an event. Targeting's names greater, greater-or-equal, less and less-or-equal are taken too, for above, at-least, below and at-most.",
});
