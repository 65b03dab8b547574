import { describe, expect, it } from 'vitest';
import {
  adjustedArms,
  covariateAdjustedEffect,
  cupedEffect,
  jointMomentsFromRows,
  lineariseMetrics,
  meanEffect,
  ratioEffect,
  ratioEstimate,
  type ColumnMetric,
} from '@/lib/statistics';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

const alphaTwoSided = 0.05;
const column = (index: number): ColumnMetric => ({ kind: 'mean', column: index });
const moments = (rows: readonly (readonly number[])[]) =>
  valueOf(jointMomentsFromRows(rows, rows[0]?.length ?? 0));

describe('the effect on a ratio', () => {
  const arm = {
    n: 100,
    numeratorMean: 3,
    denominatorMean: 2,
    numeratorVariance: 4,
    denominatorVariance: 1,
    covariance: 0.5,
  };
  it('has the delta-method variance at the unit of randomisation', () => {
    const estimate = valueOf(ratioEstimate('arm', arm));
    expect(estimate.estimate).toBe(1.5);
    expect(estimate.degreesOfFreedom).toBe(99);
    expectRelative([estimate.samplingVariance], [(4 - 2 * 1.5 * 0.5 + 2.25) / (100 * 4)], 1e-15);
  });
  it.each([
    [{ n: 1 }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
    [{ numeratorMean: NaN }, 'invalid-input', 'control numerator mean must be a finite number.'],
    [{ denominatorMean: Infinity }, 'invalid-input', 'control denominator mean must be a finite number.'],
    [
      { numeratorVariance: -1 },
      'invalid-input',
      'control numerator variance must be a finite number of at least 0.',
    ],
    [
      { denominatorVariance: -1 },
      'invalid-input',
      'control denominator variance must be a finite number of at least 0.',
    ],
    [{ covariance: NaN }, 'invalid-input', 'control covariance must be a finite number.'],
    [{ covariance: 9 }, 'invalid-input', 'A covariance is larger than the variances allow.'],
    [{ denominatorMean: 0 }, 'not-computable', 'The mean of the denominator is 0; the ratio does not exist.'],
    [{ denominatorMean: 1e-300 }, 'not-computable', 'The linearised metric exceeds the range of float64.'],
  ] as const)('refuses the control %o', (change, reason, detail) => {
    const bad = { ...arm, ...change };
    expect(ratioEffect({ control: bad, treatment: arm, alphaTwoSided })).toEqual(saying(reason, detail));
    expect(ratioEffect({ control: arm, treatment: bad, alphaTwoSided })).toEqual(
      saying(reason, detail.replace('control', 'treatment')),
    );
  });
  it('has no variance where the numerator is a multiple of the denominator, rounding or not', () => {
    const multiple = { ...arm, numeratorMean: 0.6, numeratorVariance: 0.09, covariance: 0.3 };
    expect(ratioEffect({ control: multiple, treatment: multiple, alphaTwoSided })).toEqual(
      saying(
        'no-variance',
        'The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
      ),
    );
  });
  it('takes what is left of a variance that cancels for rounding, not for noise', () => {
    // Y = c X: the three terms cancel to 9e-16 in float64.
    const multiple = {
      n: 100,
      numeratorMean: 5.3067124415828095,
      denominatorMean: 2.0749139528992098,
      numeratorVariance: 20.75629819331507,
      denominatorVariance: 3.1732111664181493,
      covariance: 8.115671087503006,
    };
    expect(valueOf(ratioEstimate('arm', multiple)).samplingVariance).toBe(0);
  });
  it('refuses metrics over columns that are not there', () => {
    const joint = moments([
      [1, 2],
      [2, 3],
    ]);
    expect(lineariseMetrics({ ...joint, n: NaN }, [column(0)])).toEqual(
      saying('invalid-input', 'n must be a whole number of at least 0.'),
    );
    expect(lineariseMetrics(joint, [column(2)])).toEqual(saying('invalid-input', 'There is no column 2.'));
    const detail = 'A ratio needs two different columns that exist.';
    for (const [numerator, denominator] of [
      [0, 2],
      [2, 0],
      [1, 1],
    ] as const)
      expect(lineariseMetrics(joint, [{ kind: 'ratio', numerator, denominator }])).toEqual(
        saying('invalid-input', detail),
      );
  });
});

/** Outcome, covariate, indicator. Figures below: least squares within arms and Welch on the residuals, numpy and scipy 1.17.1. */
const control = moments([
  [1, 2, 0],
  [3, 1, 1],
  [4, 5, 0],
  [6, 4, 1],
  [5, 7, 0],
  [9, 8, 1],
]);
const treatment = moments([
  [2, 1, 1],
  [5, 3, 0],
  [4, 4, 0],
  [8, 6, 1],
  [7, 9, 1],
  [10, 8, 0],
  [6, 5, 1],
]);
const adjusted = (covariates: readonly ColumnMetric[]) =>
  covariateAdjustedEffect({ control, treatment, metric: column(0), covariates, alphaTwoSided });

describe('adjustment by several covariates', () => {
  it('is the regression within arms', () => {
    const effect = valueOf(adjusted([column(1), column(2)]));
    expectRelative(effect.coefficients, [0.8069020021074816, 0.9512644889357218], 1e-12);
    expectRelative(
      [effect.difference, effect.pTwoSided, effect.degreesOfFreedom, effect.varianceReduction],
      [0.7466631541974008, 0.34646489114753304, 10.664915365042313, 0.7439591565247188],
      1e-12,
    );
  });
  it('gives a covariate that the others explain coefficient 0, and changes nothing', () => {
    const alone = valueOf(adjusted([column(1)]));
    const twice = valueOf(adjusted([column(1), column(1)]));
    expect(twice.coefficients).toEqual([alone.coefficients[0], 0]);
    expect(twice.difference).toBe(alone.difference);
    expect(twice.varianceReduction).toBe(alone.varianceReduction);
  });
  it('without covariates is the plain effect', () => {
    const plain = valueOf(adjusted([]));
    expect(plain.coefficients).toEqual([]);
    expect(plain.varianceReduction).toBe(0);
    expect(plain.difference).toBe((treatment.means[0] ?? 0) - (control.means[0] ?? 0));
  });
  it('works on ratios with a ratio as covariate, linearised', () => {
    const effect = covariateAdjustedEffect({
      control: moments([
        [1, 2, 3, 4],
        [2, 5, 1, 3],
        [4, 3, 6, 5],
        [3, 4, 2, 2],
        [6, 7, 5, 6],
      ]),
      treatment: moments([
        [3, 2, 2, 3],
        [2, 4, 4, 4],
        [7, 5, 6, 4],
        [5, 6, 3, 5],
        [4, 3, 5, 7],
        [8, 6, 7, 6],
      ]),
      metric: { kind: 'ratio', numerator: 0, denominator: 1 },
      covariates: [{ kind: 'ratio', numerator: 2, denominator: 3 }],
      alphaTwoSided,
    });
    const { coefficients, difference, pTwoSided, degreesOfFreedom, varianceReduction } = valueOf(effect);
    expectRelative(
      [...coefficients, difference, pTwoSided, degreesOfFreedom, varianceReduction],
      [0.6814977469807674, 0.2982550360521017, 0.1003181130915016, 6.761021650729362, 0.4406111529101223],
      1e-12,
    );
  });
  it('centres at the covariate mean of all units, so that the adjusted means stay in the unit of the metric', () => {
    const arms = valueOf(adjustedArms({ control, treatment, metric: column(0), covariates: [column(1)] }));
    const theta = arms.coefficients[0] ?? NaN;
    const pooled = (27 + 36) / 13;
    expectRelative(
      [arms.control.estimate, arms.treatment.estimate],
      [28 / 6 - theta * (27 / 6 - pooled), 42 / 7 - theta * (36 / 7 - pooled)],
      1e-14,
    );
    expect([arms.control.degreesOfFreedom, arms.treatment.degreesOfFreedom]).toEqual([5, 6]);
  });
  it('counts a missing pre-period as covariate 0 with an indicator, which absorbs what the zeros would distort', () => {
    // Every unit with history follows y = 2 x exactly; those without have y = 7 and 9.
    const arm = moments([
      [2, 1, 0],
      [8, 4, 0],
      [6, 3, 0],
      [7, 0, 1],
      [9, 0, 1],
    ]);
    const { coefficients } = valueOf(
      covariateAdjustedEffect({
        control: arm,
        treatment: arm,
        metric: column(0),
        covariates: [column(1), column(2)],
        alphaTwoSided,
      }),
    );
    expectRelative(coefficients, [2, 8], 1e-12);
  });
  it('refuses a matrix that is not square, and metrics that are not there', () => {
    const crooked = { ...control, covariances: control.covariances.map((row) => row.slice(1)) };
    const short = { ...control, covariances: control.covariances.slice(1) };
    const input = { treatment, metric: column(0), covariates: [], alphaTwoSided };
    for (const bad of [crooked, short])
      expect(covariateAdjustedEffect({ ...input, control: bad })).toEqual(
        saying('invalid-input', 'control needs one covariance for every pair of columns.'),
      );
    expect(adjusted([column(3)])).toEqual(saying('invalid-input', 'There is no column 3.'));
    expect(covariateAdjustedEffect({ ...input, control, treatment: { ...control, n: 1 } })).toEqual(
      saying('too-few-units', 'treatment has 1 units; at least 2 are needed.'),
    );
  });
});

it('adjusted arms whose covariates lie further apart than float64 reaches are refused', () => {
  const covariances = [
    [1, 0.5],
    [0.5, 1],
  ];
  const arm = (covariate: number) => ({ n: 5, means: [1, covariate], covariances });
  const input = { control: arm(1.5e308), treatment: arm(-1.5e308), metric: column(0) };
  expect(adjustedArms({ ...input, covariates: [column(1)] })).toEqual(
    saying('not-computable', 'The figures exceed the range of float64; choose another unit.'),
  );
});

describe('CUPED', () => {
  const arm = { n: 50, mean: 5, variance: 9, covariateMean: 4, covariateVariance: 4, covariance: 4.5 };
  const other = { ...arm, n: 30, mean: 5.5, covariateMean: 4.2, covariance: 3 };
  it('pools theta within arms', () => {
    const effect = valueOf(cupedEffect({ control: arm, treatment: other, alphaTwoSided }));
    expectRelative([effect.theta], [(49 * 4.5 + 29 * 3) / (78 * 4)], 1e-14);
    expectRelative([effect.difference], [0.5 - effect.theta * 0.2], 1e-13);
  });
  it('with a covariate that does not vary is the plain effect', () => {
    const flat = { covariateVariance: 0, covariance: 0 };
    const effect = valueOf(
      cupedEffect({ control: { ...arm, ...flat }, treatment: { ...other, ...flat }, alphaTwoSided }),
    );
    expect(effect).toEqual({
      ...valueOf(meanEffect({ control: arm, treatment: other, alphaTwoSided })),
      theta: 0,
      coefficients: [0],
      dropped: [0],
      varianceReduction: 0,
    });
  });
  it.each([
    [{ mean: NaN }, 'invalid-input', 'control means[0] must be a finite number.'],
    [{ covariateMean: NaN }, 'invalid-input', 'control means[1] must be a finite number.'],
    [{ variance: -1 }, 'invalid-input', 'control covariances[0][0] must be a finite number of at least 0.'],
    [
      { covariateVariance: -1 },
      'invalid-input',
      'control covariances[1][1] must be a finite number of at least 0.',
    ],
    [{ covariance: NaN }, 'invalid-input', 'control covariances[0][1] must be a finite number.'],
    [{ covariance: 60 }, 'invalid-input', 'A covariance is larger than the variances allow.'],
    [{ n: 1 }, 'too-few-units', 'control has 1 units; at least 2 are needed.'],
  ] as const)('refuses the control %o', (change, reason, detail) => {
    expect(cupedEffect({ control: { ...arm, ...change }, treatment: other, alphaTwoSided })).toEqual(
      saying(reason, detail),
    );
  });
  it('refuses a metric without variance, and one that the covariate explains to the last bit', () => {
    const constant = { ...arm, variance: 0, covariance: 0 };
    expect(cupedEffect({ control: constant, treatment: constant, alphaTwoSided })).toEqual(
      saying(
        'no-variance',
        'The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
      ),
    );
    const explained = { ...arm, variance: 9, covariance: 6 };
    expect(cupedEffect({ control: explained, treatment: explained, alphaTwoSided })).toEqual(
      saying(
        'no-variance',
        'The metric is the same for every unit, as far as numbers of its size can tell: there is no noise to test against.',
      ),
    );
  });
});
