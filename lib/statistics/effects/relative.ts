import type { Interval, RelativeEffect } from '../effect';
import { cannotSay, say, type Outcome } from '../outcome';
import type { ArmEstimate } from './arm-estimate';

/**
 * Fieller's interval for (m1 - m0) / |m0| (a fraction), which is m1 / m0 - 1 above zero and its mirror below: what is greater is more
 * of it, whatever the sign of the control mean. From the same quantile q as the absolute interval: the values r with
 * (m1 - (1 + r) m0)^2 <= q^2 (v1 + (1 + r)^2 v0). With d = m1 / m0 - 1, g = q^2 v0 / m0^2 and
 * s = sqrt(g (1 + d)^2 + (1 - g) q^2 v1 / m0^2) its ends are (d + g +- s) / (1 - g). The end nearer zero is taken from
 * their product, which is the product of the absolute ends over m0^2 (1 - g): so the two intervals exclude zero together,
 * to the last bit. It is bounded only when g < 1, that is, when m0 itself differs from zero at this level.
 * Source: Fieller (1954), "Some problems in interval estimation", J. R. Stat. Soc. B 16, eq. 2 ff.
 *
 * `varianceShared` is the variance of an error that both means have in common, as arms that are centred at the same mean of a
 * covariate do. The difference does not have it, and m1 - (1 + r) m0 has it r times: r^2 vc is added, with h = q^2 vc / m0^2 the ends
 * are (d + g +- s) / (1 - g - h), and bounded only when g + h < 1.
 */
export function fiellerRelative(
  control: ArmEstimate,
  treatment: ArmEstimate,
  absolute: Interval,
  quantile: number,
  varianceShared = 0,
): Outcome<RelativeEffect> {
  const baseline = control.estimate;
  const noise0 = (quantile * Math.sqrt(control.samplingVariance)) / baseline;
  const noise1 = (quantile * Math.sqrt(treatment.samplingVariance)) / baseline;
  const noiseShared = (quantile * Math.sqrt(varianceShared)) / baseline;
  const g = noise0 * noise0;
  const h = noiseShared * noiseShared;
  const bounded = 1 - g - h;
  if (baseline === 0 || !(bounded > 0))
    return cannotSay('control-mean-not-distinguishable-from-zero', 'control-near-zero');
  const difference = (treatment.estimate - baseline) / baseline;
  const centre = difference + g;
  const spread = spreadOf(
    noise0 * (1 + difference),
    noiseShared * difference,
    Math.sqrt(bounded) * noise1,
    g * h,
  );
  const product = (absolute.lower / baseline) * (absolute.upper / baseline);
  const far = centre >= 0 ? centre + spread : centre - spread;
  const near = product / far;
  const [lower, upper] = centre >= 0 ? [near, far / bounded] : [far / bounded, near];
  if (![difference, lower, upper].every(Number.isFinite))
    return cannotSay('not-computable', 'relative-difference-too-large');
  if (baseline > 0) return say({ difference, interval: { lower, upper } });
  return say({ difference: 0 - difference, interval: { lower: 0 - upper, upper: 0 - lower } });
}

/** sqrt(a^2 + b^2 + c^2 - less): s, which is never more than what is taken off where the interval is bounded. */
function spreadOf(a: number, b: number, c: number, less: number): number {
  const whole = Math.hypot(a, b, c);
  return less > 0 ? whole * Math.sqrt(Math.max(0, 1 - less / (whole * whole))) : whole;
}
