import { describe, expect, it } from 'vitest';
import {
  adjustPValues,
  compareArms,
  heterogeneityTest,
  jointMomentsFromRows,
  noveltyTest,
  segmentEffects,
  type ArmEstimate,
  type JointMoments,
} from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { exponential, type Uniform } from '@/tests/support/simulated-metrics';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';

const N = simulations(2000);
const alphaTwoSided = 0.05;
const early = { kind: 'mean', column: 0 } as const;
const late = { kind: 'mean', column: 1 } as const;
/** What the size of a test of .05 may be, and the Monte-Carlo error of the short form. */
const size = {
  lower: Math.min(0.035, binomialBand(0.05, N).lower),
  upper: Math.max(0.065, binomialBand(0.05, N).upper),
};

interface Rates {
  readonly early: number;
  readonly late: number;
}

/** Units that convert early, late, or in both periods; who did early is twice as likely to late. */
function converting(uniform: Uniform, n: number, rates: Rates): JointMoments {
  const both = Math.min(1, 2 * rates.late) * rates.early;
  let [ofEarly, ofLate, ofBoth] = [0, 0, 0];
  for (let unit = 0; unit < n; unit += 1) {
    const at = uniform();
    if (at < both) ofBoth += 1;
    else if (at < rates.early) ofEarly += 1;
    else if (at < rates.early + rates.late - both) ofLate += 1;
  }
  const [e, l] = [(ofEarly + ofBoth) / n, (ofLate + ofBoth) / n];
  const covariance = ((ofBoth / n - e * l) * n) / (n - 1);
  const variance = (share: number) => (share * (1 - share) * n) / (n - 1);
  return { n, means: [e, l], covariances: [[variance(e), covariance], [covariance, variance(l)]] }; // prettier-ignore
}

/** Revenue: most units spend nothing; a unit that likes the product spends more in both periods. */
function spending(uniform: Uniform, n: number, means: Rates): JointMoments {
  const rows = Array.from({ length: n }, () => {
    const liking = 0.5 + uniform();
    const spent = (mean: number) => (uniform() < 0.3 ? (mean / 0.3) * liking * exponential(uniform) : 0);
    return [spent(means.early), spent(means.late)];
  });
  return valueOf(jointMomentsFromRows(rows, 2));
}

type Arms = readonly [control: JointMoments, treatment: JointMoments];

const relativeP = ([control, treatment]: Arms) =>
  valueOf(noveltyTest({ control, treatment, early, late, alphaTwoSided })).pTwoSided;

/** The test of before: the difference of the differences. */
function additiveP([control, treatment]: Arms): number {
  const change = ({ n, means, covariances }: JointMoments): ArmEstimate => {
    const of = (row: number, column: number) => covariances[row]?.[column] ?? NaN;
    return {
      estimate: (means[1] ?? NaN) - (means[0] ?? NaN),
      samplingVariance: (of(0, 0) + of(1, 1) - 2 * of(0, 1)) / n,
      degreesOfFreedom: n - 1,
    };
  };
  return valueOf(compareArms(change(control), change(treatment), alphaTwoSided)).pTwoSided;
}

const lifted = ({ early: e, late: l }: Rates, by: number, byLate = by): Rates => ({
  early: e * (1 + by),
  late: l * (1 + byLate),
});

describe('whether a relative effect lasts', () => {
  it.each([
    ['20,000 units an arm, .12 falling to .02', converting, 20_000, { early: 0.12, late: 0.02 }, 0.15, 0.9],
    ['10,000 units an arm, .40 falling to .05', converting, 10_000, { early: 0.4, late: 0.05 }, 0.15, 0.99],
    ['2,000 units an arm, revenue of 10 falling to 2', spending, 2_000, { early: 10, late: 2 }, 0.15, 0.2],
  ] as const)(
    'is doubted of a constant effect as often as alpha says: %s',
    (_, arm, n, baseline, by, additiveAtLeast) => {
      const uniform = seededUniform(51);
      const additive = { rejected: 0 };
      const rejected = shareOf(N, () => {
        const arms: Arms = [arm(uniform, n, baseline), arm(uniform, n, lifted(baseline, by))];
        additive.rejected += additiveP(arms) < 0.05 ? 1 : 0;
        return relativeP(arms) < 0.05;
      });
      expectWithin(rejected, size, 'share of p < .05');
      // The control: what must not hold of the test of before.
      expect(additive.rejected / N).toBeGreaterThan(additiveAtLeast);
    },
  );

  it('is doubted of an effect that is gone on the second day, with the power that its standard error promises', () => {
    const uniform = seededUniform(52);
    const baseline = { early: 0.12, late: 0.06 };
    const power = shareOf(N, () => {
      const arms: Arms = [
        converting(uniform, 20_000, baseline),
        converting(uniform, 20_000, lifted(baseline, 0.15, 0)),
      ];
      return relativeP(arms) < 0.05;
    });
    expectWithin(power, { lower: 0.8, upper: 0.95 }, 'power');
  });
});

/** Cochran's Q over the differences, as it was before. */
function additiveQ(
  effects: readonly { readonly difference: number; readonly standardError: number }[],
): number {
  const differences = effects.map(({ difference }) => difference);
  const standardErrors = effects.map(({ standardError }) => standardError);
  return valueOf(heterogeneityTest({ differences, standardErrors })).p;
}

describe('segments with the same relative effect', () => {
  const tests = 15;
  const units = 1_000;
  const estimate = (uniform: Uniform, rate: number): ArmEstimate => {
    let events = 0;
    for (let unit = 0; unit < units; unit += 1) events += uniform() < rate ? 1 : 0;
    const share = events / units;
    const samplingVariance = (share * (1 - share)) / (units - 1);
    return { estimate: share, samplingVariance, degreesOfFreedom: units - 1 };
  };
  const baselines = [0.4, 0.1, 0.1];

  it('are called different in any of fifteen corrected tests as often as alpha says; of fifteen that stand alone, in half of all analyses or more', () => {
    const uniform = seededUniform(53);
    const rounds = simulations(1_000);
    const found = { alone: 0, additive: 0 };
    const rejected = shareOf(rounds, () => {
      const all = Array.from({ length: tests }, () => {
        const segments = baselines.map((rate, index) => ({
          name: String(index),
          control: estimate(uniform, rate),
          treatment: estimate(uniform, rate * 1.1),
        }));
        const { heterogeneity, segments: each } = valueOf(
          segmentEffects({ segments, procedure: 'holm', alphaTwoSided }),
        );
        const effects = each.map(({ effect }) => valueOf(effect).effect);
        return { relative: valueOf(heterogeneity).p, additive: additiveQ(effects) };
      });
      const pValues = all.map(({ relative }) => relative);
      found.alone += Math.min(...pValues) < 0.05 ? 1 : 0;
      found.additive += Math.min(...all.map(({ additive }) => additive)) < 0.05 ? 1 : 0;
      return Math.min(...valueOf(adjustPValues({ pValues, procedure: 'holm' }))) < 0.05;
    });
    expectWithin(rejected, binomialBand(0.05, rounds), 'share of analyses with a difference');
    expectWithin(found.alone / rounds, binomialBand(1 - 0.95 ** tests, rounds), 'without correction');
    expect(found.additive / rounds).toBeGreaterThan(found.alone / rounds);
  });
});
