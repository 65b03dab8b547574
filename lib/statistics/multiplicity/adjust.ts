import { firstRefusal, requireFraction } from '../input-checks';
import { cannotSay, say, type CannotSay, type Outcome } from '../outcome';

export type AdjustmentProcedure =
  'bonferroni' | 'holm' | 'hochberg' | 'benjamini-hochberg' | 'benjamini-yekutieli';

export interface AdjustInput {
  readonly pValues: readonly number[];
  readonly procedure: AdjustmentProcedure;
}

interface Procedure {
  /** Factor on the p of the given rank (1 is the smallest) among `tests`. */
  readonly factor: (rank: number, tests: number) => number;
  /** Step-down procedures never fall below the p before, step-up ones never rise above the p after. */
  readonly direction: 'single' | 'down' | 'up';
}

function harmonicNumber(n: number): number {
  let sum = 0;
  for (let k = n; k > 0; k -= 1) sum += 1 / k;
  return sum;
}

const PROCEDURES: Readonly<Record<AdjustmentProcedure, Procedure>> = {
  bonferroni: { factor: (_, tests) => tests, direction: 'single' },
  holm: { factor: (rank, tests) => tests - rank + 1, direction: 'down' },
  hochberg: { factor: (rank, tests) => tests - rank + 1, direction: 'up' },
  'benjamini-hochberg': { factor: (rank, tests) => tests / rank, direction: 'up' },
  'benjamini-yekutieli': {
    factor: (rank, tests) => (tests / rank) * harmonicNumber(tests),
    direction: 'up',
  },
};

function check(pValues: readonly number[]): CannotSay | undefined {
  const flaw = pValues.findIndex((p) => !(p >= 0 && p <= 1));
  return flaw < 0 ? undefined : cannotSay('invalid-input', 'not-a-probability', { name: `pValues[${flaw}]` });
}

function monotone(scaled: readonly number[], direction: Procedure['direction']): readonly number[] {
  if (direction === 'single') return scaled;
  if (direction === 'down') {
    let largest = 0;
    return scaled.map((p) => (largest = Math.max(largest, p)));
  }
  let smallest = Infinity;
  return scaled
    .toReversed()
    .map((p) => (smallest = Math.min(smallest, p)))
    .toReversed();
}

/**
 * Adjusted p-values in the order given: reject where the adjusted p is at most alpha. Bonferroni, Holm and Hochberg hold
 * the chance of any false rejection (Hochberg under independence or positive dependence), Benjamini-Hochberg (likewise)
 * and Benjamini-Yekutieli (always) the expected share of false ones. Sidedness is that of the p-values. No test gives none.
 * Source: Holm (1979); Hochberg (1988); Benjamini and Hochberg (1995); Benjamini and Yekutieli (2001), theorem 1.3.
 */
export function adjustPValues(input: AdjustInput): Outcome<readonly number[]> {
  const refusal = check(input.pValues);
  return refusal ?? say(uncapped(input).map((p) => Math.min(1, p)));
}

/** Adjusted p-values before they are cut at 1. */
function uncapped({ pValues, procedure }: AdjustInput): readonly number[] {
  const { factor, direction } = PROCEDURES[procedure];
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const scaled = order.map(({ p }, i) => p * factor(i + 1, pValues.length));
  const adjusted = pValues.map(() => 1);
  monotone(scaled, direction).forEach((p, i) => {
    const place = order[i];
    if (place !== undefined) adjusted[place.index] = p;
  });
  return adjusted;
}

export interface AdjustedTest {
  readonly p: number;
  readonly adjustedP: number;
  /** Level at which to compute this test's own interval, so that it excludes zero exactly when adjustedP < alpha. */
  readonly alphaTwoSided: number;
}

/**
 * Adjusted p-values with the level of the interval that matches each: alpha p / adjusted p, the level this p was compared
 * with. An interval at that level excludes zero exactly when the adjusted p is below alpha. The adjusted p is taken as it
 * was before it is cut at 1: at that cut, intervals of large p would get more than their share of alpha. A p of 0
 * takes Bonferroni's level (over the harmonic number for Benjamini-Yekutieli), the strictest its procedure knows.
 * Source: Benjamini and Yekutieli (2005), "False discovery rate-adjusted multiple confidence intervals", JASA 100, for the
 * selected parameters; for single tests the duality of tests and intervals.
 */
export function adjustTests(
  input: AdjustInput & { readonly alphaTwoSided: number },
): Outcome<readonly AdjustedTest[]> {
  const refusal = firstRefusal(requireFraction('alphaTwoSided', input.alphaTwoSided));
  if (refusal !== undefined) return refusal;
  const flawed = check(input.pValues);
  if (flawed !== undefined) return flawed;
  const adjusted = uncapped(input);
  const tests = input.pValues.length;
  const strictest = 1 / PROCEDURES[input.procedure].factor(1, tests);
  return say(
    input.pValues.map((p, i) => {
      const whole = adjusted[i] ?? 1;
      const share = p > 0 ? p / whole : strictest;
      return { p, adjustedP: Math.min(1, whole), alphaTwoSided: input.alphaTwoSided * share };
    }),
  );
}
