import { describe, expect, it } from 'vitest';
import { noveltyTest } from '@/lib/statistics/effects/novelty';
import { cannotSay } from '@/lib/statistics/outcome';
import { expectRelative, refusal, valueOf } from '../../../support/outcomes';

const early = { kind: 'mean', column: 0 } as const;
const late = { kind: 'mean', column: 1 } as const;

const control = {
  n: 40,
  means: [5.31725, 5.593749999999999],
  covariances: [
    [15.826507628205128, 9.335600320512821],
    [9.335600320512821, 7.994731730769232],
  ],
};
const treatment = {
  n: 35,
  means: [6.303714285714285, 4.590285714285714],
  covariances: [
    [12.117976974789913, 8.349134201680672],
    [8.349134201680672, 9.150408739495795],
  ],
};

describe('the test of whether an effect changes with the time since exposure', () => {
  it('agrees with Welch’s test on the units’ own changes, by scipy 1.17.1 from the rows', () => {
    const found = valueOf(noveltyTest({ control, treatment, early, late, alphaTwoSided: 0.05 }));
    expectRelative(
      [
        found.earlyEffect,
        found.lateEffect,
        found.change,
        found.statistic,
        found.degreesOfFreedom,
        found.pTwoSided,
        found.interval.lower,
        found.interval.upper,
      ],
      [
        0.9864642857142858, -1.0034642857142861, -1.9899285714285713, -3.9076410912349298, 72.58401586966282,
        0.00020719307539440987, -3.0049411539300923, -0.9749159889270504,
      ],
      1e-9,
    );
  });

  it('turns its sign with the periods, and finds nothing where the effect is the same in both', () => {
    const input = { control, treatment, alphaTwoSided: 0.05 };
    const forth = valueOf(noveltyTest({ ...input, early, late }));
    const back = valueOf(noveltyTest({ ...input, early: late, late: early }));
    expect(back.change).toBeCloseTo(-forth.change, 12);
    expect(back.pTwoSided).toBeCloseTo(forth.pTwoSided, 12);
    const lifted = { ...control, means: control.means.map((mean) => mean + 3) };
    const same = valueOf(noveltyTest({ ...input, treatment: lifted, early, late }));
    expect(same.earlyEffect).toBeCloseTo(3, 12);
    expect(same.change).toBeCloseTo(0, 12);
  });

  it('refuses units of which none ever changes', () => {
    const still = {
      ...control,
      covariances: [
        [2, 2],
        [2, 2],
      ],
    };
    const input = { control: still, treatment: still, early, late, alphaTwoSided: 0.05 };
    expect(refusal(noveltyTest(input)).reason).toBe('no-variance');
    // What is left of variances that cancel is their rounding, not a change.
    const rounded = {
      ...still,
      covariances: [
        [0.1 + 0.2, 0.3],
        [0.3, 0.3],
      ],
    };
    expect(refusal(noveltyTest({ ...input, control: rounded, treatment: rounded })).reason).toBe(
      'no-variance',
    );
  });

  it('knows units that change little from units that do not', () => {
    const calm = {
      n: 40,
      means: [5, 5],
      covariances: [
        [1, 1],
        [1, 1 + 1e-9],
      ],
    };
    const found = valueOf(noveltyTest({ control: calm, treatment: calm, early, late, alphaTwoSided: 0.05 }));
    expect(found.standardError).toBeCloseTo(Math.sqrt(2e-9 / 40), 10);
  });

  it.each(['control', 'treatment'] as const)(
    'refuses a %s of fewer than two units, or without a column',
    (arm) => {
      const input = { control, treatment, early, late, alphaTwoSided: 0.05 };
      for (const n of [0, 1])
        expect(noveltyTest({ ...input, [arm]: { ...control, n } })).toEqual(
          cannotSay('too-few-units', `${arm} has ${n} units; at least 2 are needed.`),
        );
      const narrow = { n: 40, means: [5], covariances: [[1]] };
      expect(noveltyTest({ ...input, [arm]: narrow })).toEqual(
        cannotSay('invalid-input', 'There is no column 1.'),
      );
    },
  );

  it('refuses an effect of one period that exceeds float64, where the change does not', () => {
    const far = (mean: number) => ({ ...control, means: [mean, mean] });
    const input = { control: far(-1.7e308), treatment: far(1.7e308), early, late, alphaTwoSided: 0.05 };
    expect(noveltyTest(input)).toEqual(
      cannotSay('not-computable', 'The figures exceed the range of float64; choose another unit.'),
    );
  });
});
