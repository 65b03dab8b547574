import type { Interval, RelativeEffect } from '../effect';
import { cannotSay, say, type Outcome } from '../outcome';
import type { ArmEstimate } from './arm-comparison';

/**
 * Fieller's interval for (m1 - m0) / |m0| (a fraction), which is m1 / m0 - 1 above zero and its mirror below: what is greater is more
 * of it, whatever the sign of the control mean. From the same quantile q as the absolute interval: the values r with
 * (m1 - (1 + r) m0)^2 <= q^2 (v1 + (1 + r)^2 v0). With d = m1 / m0 - 1, g = q^2 v0 / m0^2 and
 * s = sqrt(g (1 + d)^2 + (1 - g) q^2 v1 / m0^2) its ends are (d + g +- s) / (1 - g). The end nearer zero is taken from
 * their product, which is the product of the absolute ends over m0^2 (1 - g): so the two intervals exclude zero together,
 * to the last bit. It is bounded only when g < 1, that is, when m0 itself differs from zero at this level.
 * Source: Fieller (1954), "Some problems in interval estimation", J. R. Stat. Soc. B 16, eq. 2 ff.
 */
export function fiellerRelative(
  control: ArmEstimate,
  treatment: ArmEstimate,
  absolute: Interval,
  quantile: number,
): Outcome<RelativeEffect> {
  const baseline = control.estimate;
  const noise0 = (quantile * Math.sqrt(control.samplingVariance)) / baseline;
  const noise1 = (quantile * Math.sqrt(treatment.samplingVariance)) / baseline;
  const g = noise0 * noise0;
  if (baseline === 0 || !(g < 1))
    return cannotSay(
      'control-mean-not-distinguishable-from-zero',
      'A relative difference needs a control mean whose own interval excludes zero; collect more units.',
    );
  const difference = (treatment.estimate - baseline) / baseline;
  const centre = difference + g;
  const spread = Math.hypot(noise0 * (1 + difference), Math.sqrt(1 - g) * noise1);
  const product = (absolute.lower / baseline) * (absolute.upper / baseline);
  const far = centre >= 0 ? centre + spread : centre - spread;
  const near = product / far;
  const [lower, upper] = centre >= 0 ? [near, far / (1 - g)] : [far / (1 - g), near];
  if (![difference, lower, upper].every(Number.isFinite))
    return cannotSay('not-computable', 'The relative difference exceeds the range of float64.');
  if (baseline > 0) return say({ difference, interval: { lower, upper } });
  return say({ difference: 0 - difference, interval: { lower: 0 - upper, upper: 0 - lower } });
}
