import { cannotSay, say, type Outcome } from '../outcome';
import type { ArmEstimate } from './arm-estimate';
import { fiellerRelative } from './relative';

/** One end of a confidence interval: of the difference, and of the difference over the size of the control mean. */
export interface IntervalEnd {
  readonly difference: Outcome<number>;
  readonly relative: Outcome<number>;
}

/** Which end, and how many standard errors from the estimate it lies; infinite: at this level there is none. */
export interface EndWanted {
  readonly side: 'lower' | 'upper';
  readonly quantile: number;
  /** Variance of an error that both estimates have in common (relative.ts); left out: 0. */
  readonly varianceShared?: number;
}

/**
 * One end of an interval whose two ends may have levels of their own: treatment minus control in the metric's unit, and Fieller's end
 * of the relative difference (a fraction) from the same quantile. An end and a test with that quantile agree: the end of the
 * difference and that of the relative one lie beyond 0 when the difference is more than `quantile` standard errors from it, and the
 * relative end lies beyond a margin exactly when `marginTest` has a statistic beyond `quantile` (Fieller's interval is the set of
 * margins that this test does not reject). Source: Fieller (1954), as in relative.ts.
 */
export function intervalEnd(
  control: ArmEstimate,
  treatment: ArmEstimate,
  { side, quantile, varianceShared = 0 }: EndWanted,
): IntervalEnd {
  if (!(quantile < Infinity)) {
    const refusal = cannotSay('look-not-reached', 'nothing-to-spend-yet');
    return { difference: refusal, relative: refusal };
  }
  const difference = treatment.estimate - control.estimate;
  const reach = quantile * Math.sqrt(control.samplingVariance + treatment.samplingVariance);
  const interval = { lower: difference - reach, upper: difference + reach };
  const relative = fiellerRelative(control, treatment, interval, quantile, varianceShared);
  const end = interval[side];
  return {
    difference: Number.isFinite(end) ? say(end) : cannotSay('not-computable', 'figures-too-large'),
    relative: relative.ok ? say(relative.value.interval[side]) : relative,
  };
}
