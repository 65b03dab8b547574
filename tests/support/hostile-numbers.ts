import fc from 'fast-check';
import { expect } from 'vitest';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay, type CannotSay } from '@/lib/statistics';
import { tries } from './form';

/** Everything a caller can put where a number is expected. */
export const hostile = fc.oneof(
  fc.constantFrom(
    NaN,
    Infinity,
    -Infinity,
    0,
    -0,
    1,
    2,
    -1,
    0.5,
    1e150,
    -1e150,
    1e-150,
    1e300,
    1e-300,
    5e-324,
    Number.MAX_VALUE,
  ),
  fc.double({ min: -10, max: 10, noNaN: true }),
  fc.integer({ min: 0, max: 1000 }),
  fc.double(),
);
export const level = fc.oneof(fc.constantFrom(0.05, 1e-9, 0.999), hostile);
export const count = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1e9 }), hostile);
export const moments = fc.record({ n: count, mean: hostile, variance: hostile });
export const successes = fc.record({ n: count, successes: count });
export const estimate = fc.record({
  estimate: hostile,
  samplingVariance: hostile,
  degreesOfFreedom: fc.oneof(count, fc.constant(Infinity)),
});
export const anyValues = fc.oneof(
  fc.array(hostile, { maxLength: 12 }),
  fc.array(fc.double({ min: -1e155, max: 1e155, noNaN: true }), { maxLength: 60 }),
);
export const procedure = fc.constantFrom(
  'bonferroni' as const,
  'holm' as const,
  'hochberg' as const,
  'benjamini-hochberg' as const,
  'benjamini-yekutieli' as const,
);
export const sides = fc.constantFrom(1 as const, 2 as const);
export const joint = fc.record({
  n: count,
  means: fc.tuple(hostile, hostile),
  covariances: fc.tuple(hostile, hostile, hostile).map(([a, b, c]) => [
    [a, b],
    [b, c],
  ]),
});
export const columnMetric = fc.oneof(
  fc.record({ kind: fc.constant('mean' as const), column: fc.oneof(fc.constantFrom(0, 1), hostile) }),
  fc.record({
    kind: fc.constant('ratio' as const),
    numerator: fc.oneof(fc.constantFrom(0, 1), hostile),
    denominator: fc.oneof(fc.constantFrom(0, 1), hostile),
  }),
);
export const effect = fc.record({
  difference: hostile,
  standardError: hostile,
  degreesOfFreedom: fc.oneof(fc.constant(Infinity), hostile),
  statistic: hostile,
  pTwoSided: level,
  pGreater: hostile,
  pLess: hostile,
  interval: fc.record({ lower: hostile, upper: hostile }),
  relative: fc.constant(cannotSay('not-computable', 'relative-difference-too-large')),
});
export const baseline = fc.record({ mean: hostile, variance: hostile, varianceReduction: level });
export const spending = fc.constantFrom('obrien-fleming' as const, 'pocock' as const, 'power:2' as const);
export const design = fc.record({
  informationFractions: fc.array(hostile, { maxLength: 3 }),
  spending,
  alpha: level,
  sides,
});

/** Two arms with a level. */
export function pair<T>(arm: fc.Arbitrary<T>) {
  return fc.record({ control: arm, treatment: arm, alphaTwoSided: level });
}

export function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsNaN);
}

/** A function of a room, tried. */
export type HostileRow = () => void;

/** Whatever comes in, nothing is thrown, no NaN comes out, and a refusal has words. What never ends meets the test's own limit. */
export function neverNaN<T>(
  arbitrary: fc.Arbitrary<T>,
  call: (input: T) => unknown,
  numRuns = tries(1_000),
): HostileRow {
  return () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const answer = call(input);
        expect(holdsNaN(answer)).toBe(false);
        if (isRefusal(answer)) expectWords(answer);
      }),
      { numRuns, seed: 7 },
    );
  };
}

function isRefusal(answer: unknown): answer is CannotSay {
  return typeof answer === 'object' && answer !== null && 'ok' in answer && answer.ok === false;
}

/** It says the same before and after it was stored. */
function expectWords(refusal: CannotSay): void {
  const sentence = cannotSaySentence(refusal);
  expect(sentence).toMatch(/^.{10,}\.$/);
  expect(sentence).not.toMatch(/undefined|null|\[object/);
  expect(cannotSaySentence(JSON.parse(JSON.stringify(refusal)) as CannotSay)).toBe(sentence);
}
