import { exactNormalIsf, exactNormalSf } from '../statistics/distributions/exact-normal';
import { logGamma } from '../statistics/distributions/stirling';
import type { ScenarioMetric } from './scenario';

/**
 * What a unit comes to on a metric, from its standard normal latent: higher latents do more. The metric's mean is
 * `factor` times the stated one, exactly, and the same latent never does less with a higher factor.
 */
export function outcomeOf(metric: ScenarioMetric, latent: number, factor: number): number {
  const above = exactNormalSf(latent);
  if (metric.kind === 'proportion') return above < metric.rate * factor ? 1 : 0;
  if (metric.kind === 'count') return countAt(above, metric.mean * factor, metric.sd ** 2, metric.mean);
  return spendOf(metric, latent, above) * factor;
}

interface Spend {
  readonly mean: number;
  readonly sd: number;
  readonly zeroShare: number;
}

/** Zero for the lowest units, log-normal for the others. */
function spendOf({ mean, sd, zeroShare }: Spend, latent: number, above: number): number {
  const spending = 1 - zeroShare;
  if (above >= spending) return 0;
  const meanOfSpending = mean / spending;
  const squareOfSpending = (sd ** 2 + mean ** 2) / spending;
  const logVariance = Math.log(squareOfSpending / meanOfSpending ** 2);
  // Among those who spend the latent is normal again after a change of scale.
  const own = zeroShare === 0 ? latent : exactNormalIsf(above / spending);
  return meanOfSpending * Math.exp(Math.sqrt(logVariance) * own - logVariance / 2);
}

/**
 * The count whose upper tail holds `above`: negative binomial of the stated overdispersion (variance = mean + mean^2 / k,
 * k from the metric's own mean and variance), Poisson where there is none.
 */
function countAt(above: number, mean: number, variance: number, statedMean: number): number {
  if (mean <= 0) return 0;
  const overdispersion = Math.max(variance - statedMean, 0) / statedMean ** 2;
  const k = overdispersion < 1e-6 ? Infinity : 1 / overdispersion;
  let left = 1;
  for (let count = 0; count < MOST_EVENTS; count += 1) {
    left -= Math.exp(logMass(count, mean, k));
    if (left <= above) return count;
  }
  return MOST_EVENTS;
}

/** Beyond what any count of a mean of at most 200 comes to, but for overdispersion that nobody means. */
const MOST_EVENTS = 2_000;

function logMass(count: number, mean: number, k: number): number {
  if (k === Infinity) return count * Math.log(mean) - mean - logGamma(count + 1);
  return (
    logGamma(count + k) -
    logGamma(k) -
    logGamma(count + 1) -
    k * Math.log1p(mean / k) +
    count * Math.log(mean / (mean + k))
  );
}
