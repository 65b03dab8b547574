import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupSequentialBounds, nominalAlphaPerSide, repeatedInterval } from '@/lib/statistics';
import { tries } from '../support/form';
import { valueOf } from '../support/outcomes';

const alpha = fc.double({ min: 1e-3, max: 0.2, noNaN: true });
const sides = fc.constantFrom(1 as const, 2 as const);
const spending = fc.constantFrom('obrien-fleming', 'pocock', 'power:1', 'power:3' as const);
/** From 1 to 5 looks, at least .05 apart. */
const fractions = fc
  .uniqueArray(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
  .map((steps) => steps.sort((a, b) => a - b).map((step) => step / 20));
const design = fc.record({ informationFractions: fractions, spending, alpha, sides });

function check<T>(arbitrary: fc.Arbitrary<T>, law: (input: T) => void): void {
  fc.assert(fc.property(arbitrary, law), { numRuns: tries(200), seed: 4 });
}

describe('group-sequential bounds', () => {
  it('are higher for a smaller alpha, at every look', () => {
    check(design, (input) => {
      const bounds = valueOf(groupSequentialBounds(input));
      const stricter = valueOf(groupSequentialBounds({ ...input, alpha: input.alpha / 2 }));
      bounds.forEach((bound, look) => {
        if (bound < Infinity) expect(stricter[look]).toBeGreaterThan(bound);
      });
    });
  });

  it('of the looks so far do not depend on the looks to come', () => {
    check(design, (input) => {
      const bounds = valueOf(groupSequentialBounds(input));
      const looks = Math.ceil(input.informationFractions.length / 2);
      const informationFractions = input.informationFractions.slice(0, looks);
      const before = valueOf(groupSequentialBounds({ ...input, informationFractions }));
      before.forEach((bound, look) => {
        if (bound < Infinity) expect(Math.abs(bound - (bounds[look] ?? NaN))).toBeLessThan(1e-6);
      });
    });
  });

  it('spend no more on one look than on all of them: no look is easier than a fixed test', () => {
    check(design, (input) => {
      const perSide = input.alpha / input.sides;
      for (const bound of valueOf(groupSequentialBounds(input))) {
        expect(valueOf(nominalAlphaPerSide(bound))).toBeLessThanOrEqual(perSide * (1 + 1e-9));
      }
    });
  });
});

it('a repeated interval is wider for a higher bound, and excludes 0 exactly when the estimate is beyond it', () => {
  const input = fc.record({
    difference: fc.double({ min: -5, max: 5, noNaN: true }),
    standardError: fc.double({ min: 1e-3, max: 5, noNaN: true }),
    bound: fc.double({ min: 0, max: 8, noNaN: true }),
  });
  check(input, ({ difference, standardError, bound }) => {
    const at = (critical: number) =>
      valueOf(repeatedInterval({ difference, standardError, degreesOfFreedom: Infinity, bound: critical }));
    const [narrow, wide] = [at(bound), at(bound + 0.5)];
    expect(wide.lower).toBeLessThan(narrow.lower);
    expect(wide.upper).toBeGreaterThan(narrow.upper);
    const z = Math.abs(difference) / standardError;
    fc.pre(Math.abs(z - bound) > 1e-9);
    expect(narrow.lower > 0 || narrow.upper < 0).toBe(z > bound);
  });
});
