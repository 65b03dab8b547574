import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { lookCriterion, type Precision } from '@/lib/decision/look-criterion';
import { welchDegreesOfFreedom } from '@/lib/statistics/effects/arm-comparison';
import { meanEstimate } from '@/lib/statistics/effects/mean';
import { mergeMoments, momentsFromValues, type Moments } from '@/lib/statistics/moments';
import { tightestMixingVariance } from '@/lib/statistics/sequential/always-valid';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// Always-valid plans of a few units, read from two units an arm on, after every further one: there a standard error is known least.

const alphaTwoSided = 0.05;
const criterion = valueOf(
  lookCriterion(
    { method: { kind: 'always-valid' } },
    { lookFractions: [1], informationFractions: [1] },
    alphaTwoSided / 2,
  ),
);
const rounds = simulations(1_000);
const draws = {
  normal: standardNormal,
  exponential: (uniform: () => number) => -Math.log1p(-uniform()),
};

interface Tested {
  readonly statistic: number;
  readonly precision: Precision;
}

/** Whether a test without an effect ever rejects, to either side, by the planned size. */
function everRejects(
  plannedUnits: number,
  draw: () => number,
  rejects: (tested: Tested) => boolean,
): boolean {
  const arm = (units: number) => valueOf(momentsFromValues(Array.from({ length: units }, draw)));
  const grown = (before: Moments) => {
    const { n, mean } = { n: 1, mean: draw() };
    return valueOf(mergeMoments(before, { n, mean, variance: 0 }));
  };
  let [control, treatment] = [arm(2), arm(2)];
  let mixingVariance: number | null = null;
  for (let units = 2; 2 * units <= plannedUnits; units += 1) {
    const estimates = [meanEstimate(control), meanEstimate(treatment)] as const;
    const standardError = Math.sqrt(estimates[0].samplingVariance + estimates[1].samplingVariance);
    const plannedStandardError = standardError * Math.sqrt((2 * units) / plannedUnits);
    mixingVariance ??= valueOf(tightestMixingVariance({ plannedStandardError, alphaTwoSided }));
    const precision = {
      standardError,
      mixingVariance,
      degreesOfFreedom: welchDegreesOfFreedom(...estimates),
    };
    const statistic = Math.abs(treatment.mean - control.mean) / standardError;
    if (rejects({ statistic, precision })) return true;
    [control, treatment] = [grown(control), grown(treatment)];
  }
  return false;
}

const byRule = ({ statistic, precision }: Tested) =>
  criterion.pOneSided({ statistic, precision, pOneSided: NaN }) < criterion.alphaOneSidedAtLook;
/** As if the standard error were known: what the mixture is valid for. */
const asIfKnown = ({ statistic, precision }: Tested) =>
  byRule({ statistic, precision: { ...precision, degreesOfFreedom: Infinity } });

describe('an always-valid plan of a few units', () => {
  it.each(
    [10, 20, 40, 100].flatMap((units) =>
      (['normal', 'exponential'] as const).map((of) => [units, of] as const),
    ),
  )('errs at most as often as planned: %i units, %s', (plannedUnits, of) => {
    const uniform = seededUniform(89);
    const share = shareOf(rounds, () => everRejects(plannedUnits, () => draws[of](uniform), byRule));
    expectWithin(share, { lower: 0, upper: binomialBand(alphaTwoSided, rounds).upper }, 'errors');
  });

  it('would err twice as often as planned if its standard error counted as known', () => {
    const uniform = seededUniform(89);
    const share = shareOf(rounds, () => everRejects(20, () => standardNormal(uniform), asIfKnown));
    expect(share).toBeGreaterThan(binomialBand(0.08, rounds).lower);
    expect(share).toBeGreaterThan(binomialBand(alphaTwoSided, rounds).upper);
  });
});
