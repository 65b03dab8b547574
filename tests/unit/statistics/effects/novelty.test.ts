import { describe, expect, it } from 'vitest';
import { noveltyTest } from '@/lib/statistics/effects/novelty';
import { expectRelative, refusal, saying, valueOf } from '../../../support/outcomes';

const early = { kind: 'mean', column: 0 } as const;
const late = { kind: 'mean', column: 1 } as const;

// Of these moments, with numpy and scipy 1.17.1:
//   v = ((s[1][1]/l**2 + s[0][0]/e**2 - 2*s[0][1]/(e*l)) / n) of either arm, T = ln(l1/l0) - ln(e1/e0),
//   df = (v0+v1)**2 / (v0**2/39 + v1**2/34), p = 2*stats.t.sf(abs(T)/sqrt(v0+v1), df).
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

describe('the test of whether a relative effect changes with the time since exposure', () => {
  it('agrees with scipy on the logarithms of the means', () => {
    const found = valueOf(noveltyTest({ control, treatment, early, late, alphaTwoSided: 0.05 }));
    expectRelative(
      [
        found.earlyRelative,
        found.lateRelative,
        found.logRatioOfRatios,
        found.standardError,
        found.statistic,
        found.degreesOfFreedom,
        found.pTwoSided,
        found.ratio,
        found.interval.lower,
        found.interval.upper,
      ],
      [
        0.18552151689581753, -0.17939026336791697, -0.3678904102031248, 0.09654593368624348,
        -3.810522060915594, 72.71426824483875, 0.0002876632212066129, 0.6921930348263746, 0.5710269243673611,
        0.8390693626101334,
      ],
      1e-9,
    );
  });

  it('turns round with the periods, and does not depend on the unit of either', () => {
    const input = { control, treatment, alphaTwoSided: 0.05 };
    const forth = valueOf(noveltyTest({ ...input, early, late }));
    const back = valueOf(noveltyTest({ ...input, early: late, late: early }));
    expect(back.ratio).toBeCloseTo(1 / forth.ratio, 12);
    expect(back.pTwoSided).toBeCloseTo(forth.pTwoSided, 12);
    // Late in another unit: a baseline that fell to a tenth.
    const fallen = (arm: typeof control) => ({
      n: arm.n,
      means: [arm.means[0] ?? NaN, (arm.means[1] ?? NaN) / 10],
      covariances: arm.covariances.map((row, i) =>
        row.map((value, j) => value / (i === 1 ? 10 : 1) / (j === 1 ? 10 : 1)),
      ),
    });
    const later = valueOf(
      noveltyTest({ ...input, control: fallen(control), treatment: fallen(treatment), early, late }),
    );
    expectRelative([later.pTwoSided, later.ratio], [forth.pTwoSided, forth.ratio], 1e-9);
  });

  it('finds nothing where the relative effect is the same in both periods, however much the baseline falls', () => {
    const lifted = {
      ...treatment,
      means: [5.31725 * 1.15, 5.593749999999999 * 1.15],
    };
    const same = valueOf(noveltyTest({ control, treatment: lifted, early, late, alphaTwoSided: 0.05 }));
    expect(same.earlyRelative).toBeCloseTo(0.15, 12);
    expect(same.logRatioOfRatios).toBeCloseTo(0, 12);
    expect(same.pTwoSided).toBeCloseTo(1, 9);
  });

  it('cannot say where a mean of either period is not 5 standard errors above 0', () => {
    const at = (means: readonly number[]) => ({
      n: 100,
      means,
      covariances: [
        [1, 0],
        [0, 1],
      ],
    });
    const test = (ofControl: readonly number[], ofTreatment: readonly number[]) =>
      noveltyTest({ control: at(ofControl), treatment: at(ofTreatment), early, late, alphaTwoSided: 0.05 });
    // A standard error is .1.
    expect(test([0.5, 0.5], [0.5, 0.5]).ok).toBe(true);
    const says = (period: string, name: string) =>
      saying('not-computable', `Too little happens in the ${period} of the two periods in ${name}.`);
    expect(test([0.5, 0.5], [0.5, 0.499])).toEqual(says('later', 'treatment'));
    expect(test([0.499, 0.5], [0.5, 0.5])).toEqual(says('earlier', 'control'));
    expect(test([0.5, 0], [0.5, 0])).toEqual(says('later', 'control'));
    expect(test([-9, -9], [-9, -9])).toEqual(says('earlier', 'control'));
  });

  it('refuses units of which none ever changes', () => {
    const still = {
      ...control,
      means: [5, 5],
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
    expect(found.standardError).toBeCloseTo(Math.sqrt(2e-9 / 40) / 5, 10);
  });

  it.each(['control', 'treatment'] as const)(
    'refuses a %s of fewer than two units, or without a column',
    (arm) => {
      const input = { control, treatment, early, late, alphaTwoSided: 0.05 };
      for (const n of [0, 1])
        expect(noveltyTest({ ...input, [arm]: { ...control, n } })).toEqual(
          saying('too-few-units', `${arm} has ${n} units; at least 2 are needed.`),
        );
      const narrow = { n: 40, means: [5], covariances: [[1]] };
      expect(noveltyTest({ ...input, [arm]: narrow })).toEqual(
        saying('invalid-input', 'There is no column 1.'),
      );
    },
  );

  it('refuses a relative effect of one period that exceeds float64, where the change does not', () => {
    const far = (mean: number) => ({
      n: 40,
      means: [mean, mean],
      covariances: [
        [0, 0],
        [0, (mean / 10) ** 2],
      ],
    });
    const input = { control: far(1e-157), treatment: far(1.7e153), early, late, alphaTwoSided: 0.05 };
    expect(noveltyTest(input)).toEqual(
      saying('not-computable', 'The figures exceed the range of float64; choose another unit.'),
    );
  });
});
