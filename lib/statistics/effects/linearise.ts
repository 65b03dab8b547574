import { firstRefusal, requireCount } from '../input-checks';
import { columnMoments, type JointMoments } from '../moments';
import { combinedThird } from '../third-moments';
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

function lineariseOne(means: readonly number[], metric: ColumnMetric): Outcome<Linearised> {
  if (metric.kind === 'mean') {
    const mean = means[metric.column];
    if (mean === undefined)
      return cannotSay('invalid-input', 'no-such-column', { column: String(metric.column) });
    return say({ mean, gradient: new Map([[metric.column, 1]]) });
  }
  const numerator = means[metric.numerator];
  const denominator = means[metric.denominator];
  if (numerator === undefined || denominator === undefined || metric.numerator === metric.denominator)
    return cannotSay('invalid-input', 'ratio-columns-not-two');
  if (denominator === 0) return cannotSay('not-computable', 'denominator-zero');
  const ratio = numerator / denominator;
  const gradient = new Map([
    [metric.numerator, 1 / denominator],
    [metric.denominator, -ratio / denominator],
  ]);
  return say({ mean: ratio, gradient });
}

/** The mean of the linearisation at a point: where the point is the moments' own means, the metric itself. */
function meanOf({ means }: JointMoments, { mean, gradient }: Linearised, at: readonly number[]): number {
  let moved = mean;
  for (const [i, weight] of gradient) moved += weight * ((means[i] ?? NaN) - (at[i] ?? NaN));
  return moved;
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
 * covariates then share one path. A denominator with mean 0 is refused. Linearised at the moments' own means, or at those of an arm
 * of which they are a part.
 * Source: Deng, Knoblich and Lu (2018), "Applying the delta method in metric analytics", KDD, section 3.1.
 */
export function lineariseMetrics(
  moments: JointMoments,
  metrics: readonly ColumnMetric[],
  at: readonly number[] = moments.means,
): Outcome<JointMoments> {
  const refusal = firstRefusal(requireCount('n', moments.n));
  if (refusal !== undefined) return refusal;
  const linearised: Linearised[] = [];
  for (const metric of metrics) {
    const one = lineariseOne(at, metric);
    if (!one.ok) return one;
    linearised.push(one.value);
  }
  const covariances = linearised.map((a) => linearised.map((b) => covariance(moments, a, b)));
  const means = linearised.map((one) => meanOf(moments, one, at));
  const figures = [...means, ...covariances.flat()];
  if (!figures.every(Number.isFinite)) return cannotSay('not-computable', 'linearised-too-large');
  const result = { n: moments.n, means, covariances };
  const impossible = metrics.some((_, i) => columnMoments(result, i).variance < 0);
  if (impossible) return cannotSay('invalid-input', 'covariance-exceeds-variances');
  return say(result);
}

/**
 * Third cumulant of an arm's mean of a metric over the first two columns, of the linearised values where it is a ratio; `second` is the
 * weight of the second column beside a mean of the first. Linearised as in `lineariseMetrics`. Undefined where third moments are not
 * known, or too large.
 */
export function thirdCumulantOf(
  moments: JointMoments,
  metric: ColumnMetric,
  second = 0,
  at: readonly number[] = moments.means,
): number | undefined {
  const { thirds, n } = moments;
  const linearised = lineariseOne(at, metric);
  if (thirds === undefined || !linearised.ok || n < 1) return undefined;
  const { gradient } = linearised.value;
  const isOfFirstTwo = [...gradient.keys()].every((column) => column < 2);
  if (!isOfFirstTwo) return undefined;
  const third = combinedThird(thirds, gradient.get(0) ?? 0, (gradient.get(1) ?? 0) + second);
  const cumulant = third / n / n;
  return Number.isFinite(cumulant) ? cumulant : undefined;
}

/**
 * Third cumulant of an adjusted mean. Third moments are those of the first two columns: of a mean with its first covariate they are those
 * of the adjusted values but for further covariates, and of a ratio those before adjustment.
 */
export function adjustedThird(
  moments: JointMoments,
  { metric, covariates }: { readonly metric: ColumnMetric; readonly covariates: readonly ColumnMetric[] },
  [coefficient = 0]: readonly number[],
  at: readonly number[] = moments.means,
): number | undefined {
  const [first] = covariates;
  const isOfTwo =
    metric.kind === 'mean' && metric.column === 0 && first?.kind === 'mean' && first.column === 1;
  return thirdCumulantOf(moments, metric, isOfTwo ? -coefficient : 0, at);
}
