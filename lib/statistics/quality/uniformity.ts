import { cannotSay, say, type Outcome } from '../outcome';

export interface UniformityTest {
  /** Largest distance between the share of values below a point and the point itself. */
  readonly statistic: number;
  readonly p: number;
}

/**
 * Kolmogorov-Smirnov test that independent values are uniform on [0, 1], against any departure; p by the limit distribution at Stephens'
 * corrected argument, within .001 of the exact one from n = 5 on. p-values of an analysis without effect are uniform; ties make
 * the test conservative only up to their width.
 * Source: Kolmogorov (1933); Stephens (1970), "Use of the Kolmogorov-Smirnov ... without extensive tables", JRSS B 32.
 */
export function uniformityTest(values: readonly number[]): Outcome<UniformityTest> {
  const n = values.length;
  if (n < 5) return cannotSay('too-few-units', 'Whether values are uniform takes at least five of them.');
  if (!values.every((value) => value >= 0 && value <= 1)) {
    return cannotSay('invalid-input', 'Every value has to lie between 0 and 1.');
  }
  const sorted = values.toSorted((a, b) => a - b);
  const statistic = sorted.reduce((most, value, i) => Math.max(most, value - i / n, (i + 1) / n - value), 0);
  const root = Math.sqrt(n);
  return say({ statistic, p: kolmogorovSf((root + 0.12 + 0.11 / root) * statistic) });
}

/** P(K > x) of Kolmogorov's limit distribution. Below .2 it is 1 to all digits, and the series would need many terms. */
function kolmogorovSf(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k += 1) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * (k * x) ** 2);
  return Math.min(Math.max(2 * sum, 0), 1);
}
