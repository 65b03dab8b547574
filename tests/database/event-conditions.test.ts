import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventConditions } from '../../lib/evidence/postgres/read/event-condition';
import { bind, joined, sql } from '../../lib/evidence/postgres/read/fragment';
import {
  propertyConditionSchema,
  TARGETING_OPERATORS,
  type PropertyCondition,
} from '../../lib/model/condition';
import { cloneDatabase } from '../support/database';
import { meets } from '../support/recomputed-metrics';

const database = await cloneDatabase();

/** Few letters, so that texts meet the conditions by chance, and the ones that patterns of SQL are made of among them. */
const letters = (...more: string[]) =>
  fc.array(fc.constantFrom('a', 'b', '%', '_', ...more), { maxLength: 3 }).map((parts) => parts.join(''));
const text = fc.oneof(
  { weight: 3, arbitrary: letters('*', '\\', '\n', 'é😀') },
  { weight: 1, arbitrary: fc.constantFrom('7', 'true', 'A') },
);
const number = fc.oneof(
  fc.constantFrom(0, 7, -1.5, 1e21, 0.1, 2 ** 53),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const scalar = fc.oneof(text, number, fc.boolean());
const value = fc.oneof(
  scalar,
  fc.constant(null),
  fc.array(scalar, { maxLength: 2 }),
  fc.constant({ a: 'a' }),
);
const pattern = letters('*', '\\*', '\\\\');

const property = fc.constantFrom('p', "o'clock");
const operators = (...names: PropertyCondition['operator'][]) => fc.constantFrom(...names);
const condition = fc
  .oneof(
    fc.record({ property, operator: operators('exists') }),
    fc.record({ property, operator: operators('equals', 'differs'), value: scalar }),
    fc.record({ property, operator: operators('above', 'at-least', 'below', 'at-most'), value: number }),
    fc.record({
      property,
      operator: operators('in'),
      value: fc.array(fc.oneof(text, number), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ property, operator: operators('contains', 'starts-with', 'ends-with'), value: text }),
    fc.record({ property, operator: operators('matches'), value: pattern }),
  )
  .map((given) => propertyConditionSchema.parse(given));
const drawn = fc.tuple(
  fc.array(condition, { minLength: 1, maxLength: 12 }),
  fc.array(fc.dictionary(property, value), { minLength: 1, maxLength: 6 }),
);

it('a condition holds in SQL where its predicate holds, whatever the property is', async () => {
  const seen = new Map<string, Set<boolean>>();
  await fc.assert(
    fc.asyncProperty(drawn, async ([conditions, given]) => {
      // As stored: what JSON cannot tell apart (-0 and 0) is the same.
      const events = JSON.parse(JSON.stringify(given)) as Record<string, unknown>[];
      const holds = conditions.map((one) => {
        const condition = eventConditions([one]);
        if (condition === null) throw new Error('There is no condition.');
        return sql`(${condition}) is true`;
      });
      // All of a draw in one statement: one each would be two thousand.
      const query = sql`select array[${joined(holds, sql`, `)}] as "holds"
        from jsonb_array_elements(${bind(JSON.stringify(events), 'jsonb')}) as event(properties)`.render();
      const { rows } = await database.pool.query<{ holds: boolean[] }>(query.sql, [...query.parameters]);
      for (const [place, one] of conditions.entries()) {
        const expected = events.map((properties) => meets(properties, one));
        expect(
          rows.map((row) => row.holds[place]),
          JSON.stringify([one, events]),
        ).toEqual(expected);
        for (const answer of expected)
          seen.set(one.operator, (seen.get(one.operator) ?? new Set()).add(answer));
      }
    }),
    { numRuns: 300, seed: 20_261_129 },
  );
  expect([...seen.keys()].sort()).toEqual(Object.keys(TARGETING_OPERATORS).sort());
  for (const [operator, answers] of seen) expect(answers, operator).toEqual(new Set([true, false]));
});

it("targeting's names of comparisons of order are taken, and stored under the older ones", () => {
  const stored = ['greater', 'greater-or-equal', 'less', 'less-or-equal'].map(
    (operator) => propertyConditionSchema.parse({ property: 'p', operator, value: 1 }).operator,
  );
  expect(stored).toEqual(['above', 'at-least', 'below', 'at-most']);
  expect(() => propertyConditionSchema.parse({ property: 'p', operator: 'not-equals', value: 1 })).toThrow(
    'Choose an operator',
  );
});
