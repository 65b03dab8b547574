import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OPERATORS } from '../../lib/assignment/operator-words';
import { validateTargeting } from '../../lib/assignment/targeting-problems';
import { accepts } from '../support/described-api';
import { tries } from '../support/form';

const described = { $ref: '#/components/schemas/TargetingRule' };

const value = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    '1.2.3',
    '2026-03-01T09:00Z',
    '2026-03-01',
    'a*b',
    'a\\c',
    'x'.repeat(512),
    'x'.repeat(513),
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.oneof(fc.string({ maxLength: 3 }), fc.integer(), fc.boolean()), { maxLength: 3 }),
);

const comparison = fc
  .record(
    {
      attribute: fc.oneof(fc.constantFrom('country', 'age', ''), fc.integer()),
      operator: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...OPERATORS) },
        { weight: 1, arbitrary: fc.constantFrom('like', null) },
      ),
      value,
      extra: value,
    },
    { requiredKeys: ['attribute', 'operator', 'value'] },
  )
  .chain((whole) => fc.boolean().map((isClosed) => (isClosed ? { ...whole, extra: undefined } : whole)));

const { rule } = fc.letrec<{ rule: unknown }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    comparison,
    fc.record({ audience: fc.oneof(fc.string({ maxLength: 5 }), fc.integer()) }),
    fc.constantFrom(null, 'all', [], {}, { all: [], any: [] }, { all: {} }),
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ none: fc.array(tie('rule'), { maxLength: 3 }) }),
  ),
}));

/** Problems of texts that JSON Schema has no word for: versions, instants and patterns. */
const finer = /must be a version|must be an instant|in which a \\ stands/;

test('the description of a targeting rule takes what the check of it takes, but for the form of some texts', () => {
  const seen = { accepted: 0, refused: 0, finer: 0 };
  const property = fc.property(rule, (given) => {
    const sent: unknown = JSON.parse(JSON.stringify(given));
    const problems = validateTargeting(sent);
    const isDescribed = accepts(described, sent);
    if (problems.length === 0) expect(isDescribed).toBe(true);
    const others = problems.filter(({ detail }) => !finer.test(detail));
    if (others.length > 0) expect(isDescribed).toBe(false);
    seen[problems.length === 0 ? 'accepted' : others.length > 0 ? 'refused' : 'finer'] += 1;
  });
  fc.assert(property, { numRuns: tries(20_000), seed: 20_261_127 });
  expect(Math.min(seen.accepted, seen.refused, seen.finer)).toBeGreaterThan(tries(100));
});
