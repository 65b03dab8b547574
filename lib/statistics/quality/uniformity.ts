import { cannotSay, say, type Outcome } from '../outcome';
import { kolmogorovSf } from './kolmogorov';

export interface UniformityTest {
  /** Largest distance between the share of values below a point and the point itself. */
  readonly statistic: number;
  readonly p: number;
}

/** Below it the expansion in 1 / sqrt(n) of the distance's distribution is off by more than the third digit of p. */
const FEWEST_VALUES = 20;

/**
 * Kolmogorov-Smirnov test that independent values are uniform on [0, 1], against any departure. p-values of an analysis without
 * effect are uniform; ties make the test conservative only up to their width. Fewer than twenty values are refused.
 * Source: Kolmogorov (1933); for p, `kolmogorovSf`.
 */
export function uniformityTest(values: readonly number[]): Outcome<UniformityTest> {
  const n = values.length;
  if (n < FEWEST_VALUES)
    return cannotSay('too-few-units', 'values-too-few-for-uniformity', { least: FEWEST_VALUES });
  if (!values.every((value) => value >= 0 && value <= 1)) {
    return cannotSay('invalid-input', 'value-not-a-probability');
  }
  const sorted = values.toSorted((a, b) => a - b);
  const statistic = sorted.reduce((most, value, i) => Math.max(most, value - i / n, (i + 1) / n - value), 0);
  return say({ statistic, p: kolmogorovSf(statistic, n) });
}
