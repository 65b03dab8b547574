import { cannotSay, say, type CannotSay, type Outcome } from '../outcome';

/** What is known of a metric before the experiment, per unit of randomisation. */
export interface MetricBaseline {
  readonly mean: number;
  /** Of a unit's value; for a ratio metric of its linearised value (y - R x) / mean(x). */
  readonly variance: number;
  /** Share of the variance that CUPED takes away (the squared correlation with the covariate); 0 when absent. */
  readonly varianceReduction?: number;
}

/** A metric's question in the units of tTestPower. */
export interface StandardizedTest {
  readonly standardizedEffect: number;
  readonly controlCoefficient: number;
}

/**
 * Superiority: the wanted relative difference in standard deviations of a unit, after CUPED. Positive when it is an
 * improvement (`higherIsBetter` false turns it round), so that a one-sided design tests for the better.
 */
export function plannedSuperiority(
  baseline: MetricBaseline,
  relativeDifference: number,
  higherIsBetter: boolean,
): Outcome<StandardizedTest> {
  const refusal = refuseBaseline(baseline, relativeDifference);
  if (refusal !== null) return refusal;
  // Relative to the size of the mean, so that more is more where it lies below 0 too.
  const difference = relativeDifference * Math.abs(baseline.mean) * (higherIsBetter ? 1 : -1);
  return standardized({
    standardizedEffect: difference / residualDeviation(baseline),
    controlCoefficient: 1,
  });
}

/**
 * Non-inferiority with relative margin d: the distance of the truth from the margin, m1 - (1 - d) m0 (higher is
 * better) or (1 + d) m0 - m1, when the true relative difference is `relativeDifference` (usually 0). The control's
 * noise counts with the coefficient 1 - d or 1 + d.
 *
 * Refused beside nonsense baselines: a control mean that is not above 0, of which a relative margin has no meaning.
 * Source: docs/statistics/power.md; the same contrast as the analysis.
 */
export function plannedNonInferiority(
  baseline: MetricBaseline,
  relativeMargin: number,
  relativeDifference: number,
  higherIsBetter: boolean,
): Outcome<StandardizedTest> {
  const refusal = refuseBaseline(baseline, relativeDifference);
  if (refusal !== null) return refusal;
  if (!(relativeMargin > 0 && relativeMargin < 1)) {
    return cannotSay('invalid-input', 'margin-out-of-range');
  }
  if (!(baseline.mean > 0)) return cannotSay('invalid-input', 'margin-mean-not-positive');
  const distance = relativeMargin + (higherIsBetter ? relativeDifference : -relativeDifference);
  return standardized({
    standardizedEffect: (distance * baseline.mean) / residualDeviation(baseline),
    controlCoefficient: higherIsBetter ? 1 - relativeMargin : 1 + relativeMargin,
  });
}

function standardized(test: StandardizedTest): Outcome<StandardizedTest> {
  return Number.isFinite(test.standardizedEffect)
    ? say(test)
    : cannotSay('not-computable', 'standardized-effect-too-large');
}

function residualDeviation({ variance, varianceReduction = 0 }: MetricBaseline): number {
  return Math.sqrt(variance * (1 - varianceReduction));
}

function refuseBaseline(baseline: MetricBaseline, relativeDifference: number): CannotSay | null {
  const { mean, variance, varianceReduction = 0 } = baseline;
  if (!Number.isFinite(mean) || !Number.isFinite(relativeDifference)) {
    return cannotSay('invalid-input', 'baseline-not-finite');
  }
  if (!(variance > 0 && variance < Infinity))
    return cannotSay('no-variance', 'baseline-variance-not-positive');
  if (!(varianceReduction >= 0 && varianceReduction < 1)) {
    return cannotSay('invalid-input', 'variance-reduction-out-of-range');
  }
  return null;
}
