import { firstRefusal, requireFinite, requireNonNegative } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface RelativeAtInput {
  /** Of the control's mean, not 0. */
  readonly baseline: number;
  /** Treatment minus control. */
  readonly difference: number;
  /** Squared standard errors of the two means. */
  readonly varianceControl: number;
  readonly varianceTreatment: number;
  /** In standard errors, signed: above 0 for an end below the estimate. */
  readonly quantile: number;
}

/**
 * The relative change r (over the size of the baseline) at which m1 - m0 - r |m0| is `quantile` of its own standard errors above 0: an
 * end of Fieller's interval with that end's quantile, and the estimate itself at 0. Refused where the baseline cannot be told from 0
 * at that quantile. Source: Fieller (1954), J. R. Stat. Soc. B 16, eq. 2 ff., one root at a time.
 */
export function relativeAt(input: RelativeAtInput): Outcome<number> {
  const { baseline, difference, varianceControl, varianceTreatment, quantile } = input;
  const refusal = firstRefusal(
    requireFinite('baseline', baseline),
    requireFinite('difference', difference),
    requireFinite('quantile', quantile),
    requireNonNegative('varianceControl', varianceControl),
    requireNonNegative('varianceTreatment', varianceTreatment),
  );
  if (refusal !== undefined) return refusal;
  const [d, v0, v1] = [
    difference / baseline,
    varianceControl / baseline ** 2,
    varianceTreatment / baseline ** 2,
  ];
  const squared = quantile * quantile;
  const bounded = 1 - squared * v0;
  if (!(bounded > 0)) return cannotSay('control-mean-not-distinguishable-from-zero', 'control-near-zero');
  // (d - w)^2 = q^2 (v1 + (1 + w)^2 v0), with everything over the baseline.
  const centre = d + squared * v0;
  const spread = Math.abs(quantile) * Math.sqrt(bounded * v1 + (1 + d) ** 2 * v0);
  // Over a baseline below 0 what is greater is less.
  const sign = Math.sign(quantile) * Math.sign(baseline);
  const relative = (Math.sign(baseline) * (centre - sign * spread)) / bounded;
  return Number.isFinite(relative)
    ? say(relative)
    : cannotSay('not-computable', 'relative-difference-too-large');
}
