import { describe, expect, it } from 'vitest';
import { conditionalPower } from '@/lib/statistics';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, shareOf } from '@/tests/support/simulation';

const input = { z: 0.3, informationFraction: 0.5, finalBound: 2.031, plannedDrift: 2.9 };

describe('the chance that the last look still rejects', () => {
  // scipy 1.17.1: norm.sf((b - z * sqrt(t) - d * (1 - t)) / sqrt(1 - t)), with the drift d of the plan, then z / sqrt(t).
  it.each([
    [input, 0.30095420846769905, 0.011535171858781596],
    [
      { z: 1.8, informationFraction: 0.4, finalBound: 1.96, plannedDrift: 2.8 },
      0.8661155992439707,
      0.8736644362984007,
    ],
    [
      { z: -1, informationFraction: 0.8, finalBound: 2.1, plannedDrift: 3 },
      4.299118308524153e-8,
      3.1060827619196776e-13,
    ],
  ])('is a normal tail: %j', (given, planned, currentTrend) => {
    const found = valueOf(conditionalPower(given));
    expectRelative([found.planned ?? NaN, found.currentTrend], [planned, currentTrend], 1e-9);
  });

  it('is the share of paths that get there', () => {
    const uniform = seededUniform(173);
    const share = shareOf(20_000, () => {
      const rest = 2.9 * 0.5 + Math.sqrt(0.5) * standardNormal(uniform);
      return 0.3 * Math.sqrt(0.5) + rest > 2.031;
    });
    expectWithin(share, binomialBand(valueOf(conditionalPower(input)).planned ?? NaN, 20_000), 'paths');
  });

  it('knows the trend alone where no effect was planned', () => {
    expect(valueOf(conditionalPower({ ...input, plannedDrift: null })).planned).toBeNull();
    expect(valueOf(conditionalPower({ ...input, finalBound: Infinity }))).toEqual({
      planned: 0,
      currentTrend: 0,
    });
  });

  it.each([
    [{ z: NaN }, 'z must be a finite number.'],
    [{ informationFraction: 1 }, 'informationFraction must lie strictly between 0 and 1.'],
    [{ plannedDrift: Infinity }, 'plannedDrift must be a finite number.'],
    [{ finalBound: NaN }, 'A bound is a number, or infinite where nothing can stop the experiment.'],
  ])('is refused with %o', (changes, sentence) => {
    expect(conditionalPower({ ...input, ...changes })).toEqual(saying('invalid-input', sentence));
  });
});
