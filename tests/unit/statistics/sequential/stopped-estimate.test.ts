import { describe, expect, it } from 'vitest';
import { stoppedEstimate, type StoppedInput } from '@/lib/statistics';
import { normalSf } from '@/lib/statistics/distributions/normal';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';

const looks = [0.2, 0.4, 0.6, 0.8, 1];
const at = (look: number, z: number, changes: Partial<StoppedInput> = {}) =>
  valueOf(
    stoppedEstimate({
      informationFractions: looks.slice(0, look),
      spending: 'obrien-fleming',
      levelOneSided: 0.025,
      z,
      alphaLower: 0.025,
      alphaUpper: 0.025,
      ...changes,
    }),
  );

describe('the estimate after an early stop', () => {
  it('is the usual one at a first look, in standard errors at the planned size', () => {
    const { naive, medianUnbiased, interval, stagewiseP } = at(1, 5);
    expectRelative(
      [naive, medianUnbiased, interval.lower, interval.upper, stagewiseP],
      [5, 5, 5 - 1.959963984540054, 5 + 1.959963984540054, normalSf(5) * Math.sqrt(0.2)].map(
        (figure) => figure / Math.sqrt(0.2),
      ),
      1e-10,
    );
  });

  it('is nearer to zero than the figure as measured after later looks, by more where looks may stop more easily', () => {
    // scipy 1.17: densities on a grid, spending of O'Brien and Fleming; the case of five equal looks, stopped at the third.
    const { naive, medianUnbiased, interval } = at(3, 3.5);
    expectRelative([naive, medianUnbiased], [4.51848057057532, 4.427039410080346], 1e-8);
    expectRelative([interval.lower, interval.upper], [1.8138833627329234, 6.990171881767266], 1e-8);
    expect(at(3, 3.5, { spending: 'pocock' }).medianUnbiased).toBeLessThan(medianUnbiased - 0.2);
  });

  it('mirrors where the signs and the levels are swapped', () => {
    const levels = { spending: 'pocock', levelOneSided: 0.0125, levelOneSidedBelow: 0.025 } as const;
    const above = at(3, 2.7, levels);
    const below = at(3, -2.7, { ...levels, levelOneSided: 0.025, levelOneSidedBelow: 0.0125 });
    expectRelative(
      [-below.medianUnbiased, -below.interval.upper, -below.interval.lower, 1 - below.stagewiseP],
      [above.medianUnbiased, above.interval.lower, above.interval.upper, above.stagewiseP],
      1e-6,
    );
  });

  it('knows that an end below would have come earlier, too', () => {
    expect(at(5, -1, { spending: 'pocock', levelOneSidedBelow: 0.025 }).medianUnbiased).toBeGreaterThan(
      at(5, -1, { spending: 'pocock' }).medianUnbiased,
    );
  });

  it('counts an earlier end as clearer than any later one, however large its statistic', () => {
    const { medianUnbiased, interval } = at(3, 30);
    expect(medianUnbiased).toBeLessThan(at(2, 4).medianUnbiased);
    expect(interval.lower).toBeLessThan(medianUnbiased);
    expect(at(3, 30).stagewiseP).toBeGreaterThan(at(2, 4).stagewiseP);
  });

  it('excludes zero exactly when the test rejects: the stagewise p is the level at the last bound', () => {
    // The published bound of the fifth of five looks at two-sided .05 is 2.0310 (one-sided .025 spends the same).
    expect(at(5, 2.05).interval.lower).toBeGreaterThan(0);
    expect(at(5, 2.01).interval.lower).toBeLessThan(0);
    expect(at(5, 2.031).stagewiseP).toBeCloseTo(0.025, 4);
  });

  it('passes over looks that could not stop anything, and takes the clock of another metric', () => {
    const tiny = at(2, 2.5, { informationFractions: [1e-6, 0.5] });
    expectRelative([tiny.medianUnbiased], [2.5 / Math.sqrt(0.5)], 1e-8);
    const clock = { informationFractions: [0.6, 0.9], spendingFractions: [0.4, 0.8] };
    expect(at(2, 2.5, clock).medianUnbiased).not.toBeCloseTo(
      at(2, 2.5, { informationFractions: [0.6, 0.9] }).medianUnbiased,
      3,
    );
  });

  it.each([
    [{ z: NaN }, 'invalid-input', 'z must be a finite number.'],
    [{ z: Infinity }, 'invalid-input', 'z must be a finite number.'],
    [{ alphaLower: 0 }, 'invalid-input', 'alphaLower must lie strictly between 0 and 1.'],
    [{ alphaUpper: 1 }, 'invalid-input', 'alphaUpper must lie strictly between 0 and 1.'],
    [{ levelOneSided: 1 }, 'invalid-input', 'Alpha must be between 0 and 1.'],
    [{ levelOneSidedBelow: 0 }, 'invalid-input', 'Alpha must be between 0 and 1.'],
    [{ informationFractions: [] }, 'invalid-input', 'A design has 1 to 1000 looks.'],
    [{ informationFractions: [0.5, 0.4] }, 'invalid-input', /increas/],
  ] as const)('refuses %o', (changes, reason, sentence) => {
    const input = {
      informationFractions: [0.5],
      spending: 'pocock',
      levelOneSided: 0.025,
      z: 2,
      alphaLower: 0.025,
      alphaUpper: 0.025,
    };
    expect(stoppedEstimate({ ...input, spending: 'pocock', ...changes })).toEqual(saying(reason, sentence));
  });
});
