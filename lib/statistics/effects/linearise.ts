import { firstRefusal, requireCount } from '../input-checks';
import { columnMoments, type JointMoments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';

/** A metric over the columns of joint moments: one column's mean, or the ratio of two columns' means (of their sums). */
export type ColumnMetric =
  | { readonly kind: 'mean'; readonly column: number }
  | { readonly kind: 'ratio'; readonly numerator: number; readonly denominator: number };

/** What remains of a variance that cancels is rounding below this share of what went in; it is no variance at all. */
const ROUNDING = 1e-14;

interface Linearised {
  readonly mean: number;
  /** Weight of each column in the unit-level linearisation. */
  readonly gradient: ReadonlyMap<number, number>;
}

function lineariseOne(moments: JointMoments, metric: ColumnMetric): Outcome<Linearised> {
  if (metric.kind === 'mean') {
    const mean = moments.means[metric.column];
    if (mean === undefined) return cannotSay('invalid-input', `There is no column ${metric.column}.`);
    return say({ mean, gradient: new Map([[metric.column, 1]]) });
  }
  const numerator = moments.means[metric.numerator];
  const denominator = moments.means[metric.denominator];
  if (numerator === undefined || denominator === undefined || metric.numerator === metric.denominator)
    return cannotSay('invalid-input', 'A ratio needs two different columns that exist.');
  if (denominator === 0)
    return cannotSay('not-computable', 'The mean of the denominator is 0; the ratio does not exist.');
  const ratio = numerator / denominator;
  const gradient = new Map([
    [metric.numerator, 1 / denominator],
    [metric.denominator, -ratio / denominator],
  ]);
  return say({ mean: ratio, gradient });
}

function covariance(moments: JointMoments, a: Linearised, b: Linearised): number {
  let sum = 0;
  let scale = 0;
  for (const [i, weightI] of a.gradient) {
    for (const [j, weightJ] of b.gradient) {
      const term = weightI * (moments.covariances[i]?.[j] ?? NaN) * weightJ;
      sum += term;
      scale += Math.abs(term);
    }
  }
  return Math.abs(sum) <= ROUNDING * scale ? 0 : sum;
}

/**
 * Joint moments of metrics at unit level, by the delta method: a ratio R = mean(Y) / mean(X) becomes the mean of
 * R + (Y - R X) / mean(X), whose variance is (s_Y^2 - 2 R s_XY + R^2 s_X^2) / mean(X)^2. Ratios, plain means and their
 * covariates then share one path. A denominator with mean 0 is refused.
 * Source: Deng, Knoblich and Lu (2018), "Applying the delta method in metric analytics", KDD, section 3.1.
 */
export function lineariseMetrics(
  moments: JointMoments,
  metrics: readonly ColumnMetric[],
): Outcome<JointMoments> {
  const refusal = firstRefusal(requireCount('n', moments.n));
  if (refusal !== undefined) return refusal;
  const linearised: Linearised[] = [];
  for (const metric of metrics) {
    const one = lineariseOne(moments, metric);
    if (!one.ok) return one;
    linearised.push(one.value);
  }
  const covariances = linearised.map((a) => linearised.map((b) => covariance(moments, a, b)));
  const means = linearised.map(({ mean }) => mean);
  const figures = [...means, ...covariances.flat()];
  if (!figures.every(Number.isFinite))
    return cannotSay('not-computable', 'The linearised metric exceeds the range of float64.');
  const result = { n: moments.n, means, covariances };
  const impossible = metrics.some((_, i) => columnMoments(result, i).variance < 0);
  if (impossible) return cannotSay('invalid-input', 'The covariance is larger than the two variances allow.');
  return say(result);
}
