import { describe, expect, it } from 'vitest';
import {
  compareArms,
  covariateAdjustedEffect,
  FEWEST_STRATUM_UNITS,
  jointMomentsFromRows,
  postStratifiedArms,
  type ColumnMetric,
  type StratumMoments,
} from '@/lib/statistics';
import { expectRelative, saying, valueOf } from '../../../support/outcomes';

// The units, written out for numpy as well. Outside figures: numpy 2.4.6, lstsq of y on a dummy for each arm and stratum and the
// covariates; w the shares of strata, d_k the differences of the dummies' coefficients, e = y - X theta:
//   d = sum w_k d_k, v = sum w_k^2 var(e_ka, ddof=1) / n_ka over cells, shares = sum w_k (d_k - d)^2 / n.
const units = Array.from({ length: 360 }, (_, i) => {
  const arm = (i * 29) % 5 < 2 ? 1 : 0;
  const stratum = ((i * i + 3 * i) % 7) % 3;
  const first = ((i * 37) % 101) / 10 + stratum;
  const second = ((i * 53) % 17) - 2 * ((i * 11) % 5);
  const y =
    2 + 1.5 * stratum + 0.4 * first - 0.25 * second + arm * (0.7 + 0.3 * stratum) + ((i * 73) % 89) / 20;
  return { arm, stratum, row: [y, first, second, first - 2 * second, 7, 3 + (i % 4)] };
});

const column = (index: number): ColumnMetric => ({ kind: 'mean', column: index });
const moments = (some: typeof units) =>
  valueOf(
    jointMomentsFromRows(
      some.map(({ row }) => row),
      6,
    ),
  );
const ofArm = (arm: number) => units.filter((unit) => unit.arm === arm);

function stratum(k: number): StratumMoments {
  const of = (arm: number) => moments(ofArm(arm).filter((unit) => unit.stratum === k));
  return { name: `stratum ${k}`, control: of(0), treatment: of(1) };
}

const strata = [0, 1, 2].map(stratum);
const metric = column(0);

function difference({
  control,
  treatment,
}: {
  control: { estimate: number };
  treatment: { estimate: number };
}) {
  return treatment.estimate - control.estimate;
}

describe('several covariates', () => {
  const whole = { control: moments(ofArm(0)), treatment: moments(ofArm(1)), metric, alphaTwoSided: 0.05 };

  it('are the least squares of numpy, without an arm or a unit of measure that matters', () => {
    const two = valueOf(covariateAdjustedEffect({ ...whole, covariates: [column(1), column(2)] }));
    expectRelative(
      [...two.coefficients, two.difference],
      [0.5102094281308518, -0.25528365660259605, 0.8249898547857182],
      1e-10,
    );
    expect(two.dropped).toEqual([]);
  });

  it('drop what the others explain and what does not vary, and say which; the effect stays', () => {
    const two = valueOf(covariateAdjustedEffect({ ...whole, covariates: [column(1), column(2)] }));
    const all = valueOf(covariateAdjustedEffect({ ...whole, covariates: [1, 4, 2, 3, 1].map(column) }));
    expect(all.dropped).toHaveLength(3);
    expect(all.dropped).toContain(1);
    for (const index of all.dropped) expect(all.coefficients[index]).toBe(0);
    expectRelative(
      [all.difference, all.standardError, all.varianceReduction],
      [two.difference, two.standardError, two.varianceReduction],
      1e-10,
    );
  });
});

describe('post-stratification', () => {
  it('is the sum over strata of the pooled share times the difference, with its variance', () => {
    const arms = valueOf(postStratifiedArms({ strata, metric, covariates: [] }));
    const variance = 0.06039271793706356 + 9.995880360300855e-5;
    expectRelative(
      [
        difference(arms),
        arms.control.samplingVariance + arms.treatment.samplingVariance,
        arms.varianceReduction,
      ],
      [0.917219979757887, variance, 0.3401493099748144],
      1e-10,
    );
    expectRelative([...arms.weights], [155 / 360, 103 / 360, 102 / 360], 1e-15);
  });

  it('with covariates is the regression with a dummy for each arm and stratum', () => {
    const arms = valueOf(postStratifiedArms({ strata, metric, covariates: [1, 2, 3].map(column) }));
    const kept = valueOf(postStratifiedArms({ strata, metric, covariates: [1, 2].map(column) }));
    expectRelative([...kept.coefficients], [0.3928750042805412, -0.2583430188520561], 1e-10);
    for (const found of [arms, kept])
      expectRelative(
        [
          difference(found),
          found.control.samplingVariance + found.treatment.samplingVariance,
          found.varianceReduction,
        ],
        [0.8527444618213059, 0.019449606291141768 + 0.00020548942196994046, 0.7856033297318277],
        1e-10,
      );
    expect(arms.dropped).toHaveLength(1);
  });

  it('of one stratum is the effect without', () => {
    const all = { name: 'all', control: moments(ofArm(0)), treatment: moments(ofArm(1)) };
    const plain = valueOf(
      covariateAdjustedEffect({ ...all, metric, covariates: [column(1)], alphaTwoSided: 0.05 }),
    );
    const arms = valueOf(postStratifiedArms({ strata: [all], metric, covariates: [column(1)] }));
    const effect = valueOf(compareArms(arms.control, arms.treatment, 0.05, arms.varianceShared));
    expectRelative(
      [effect.difference, effect.standardError, effect.pTwoSided, valueOf(effect.relative).interval.upper],
      [plain.difference, plain.standardError, plain.pTwoSided, valueOf(plain.relative).interval.upper],
      1e-12,
    );
  });

  it('linearises a ratio at the means of the whole arm', () => {
    const ratio: ColumnMetric = { kind: 'ratio', numerator: 0, denominator: 5 };
    const arms = valueOf(postStratifiedArms({ strata, metric: ratio, covariates: [] }));
    const mean = (side: 'control' | 'treatment', of: number) =>
      strata.reduce((sum, one, k) => sum + (arms.weights[k] ?? 0) * (one[side].means[of] ?? 0), 0);
    expectRelative(
      [arms.control.estimate, arms.treatment.estimate],
      [mean('control', 0) / mean('control', 5), mean('treatment', 0) / mean('treatment', 5)],
      1e-12,
    );
  });

  it('refuses a stratum with too few units of an arm, and says which', () => {
    const few = ofArm(1).slice(0, FEWEST_STRATUM_UNITS - 1);
    const small = { name: 'DE', control: moments(ofArm(0)), treatment: moments(few) };
    expect(postStratifiedArms({ strata: [...strata, small], metric, covariates: [] })).toEqual(
      saying(
        'too-few-units',
        'In the stratum "DE" a variant has 9 units, and at least 10 are needed in each, so the effect is not post-stratified.',
      ),
    );
    expect(postStratifiedArms({ strata: [], metric, covariates: [] })).toEqual(
      saying('invalid-input', 'There is no stratum.'),
    );
  });
});
