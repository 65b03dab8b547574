import { chiSquaredSf } from '../distributions/chi-squared';
import { firstRefusal, requireFinite, requirePositive } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface HeterogeneityInput {
  /** One difference per segment, treatment minus control, all in the same unit or all of logarithms. */
  readonly differences: readonly number[];
  readonly standardErrors: readonly number[];
}

export interface Heterogeneity {
  readonly q: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  /** Share of the variation between segments that is not noise, max(0, (Q - df) / Q). */
  readonly iSquared: number;
  /** Inverse-variance weighted mean difference and its standard error. */
  readonly pooledDifference: number;
  readonly pooledStandardError: number;
}

/**
 * Cochran's Q: do the segments' effects differ by more than their noise? Any departure counts; Q has no unit. Fewer than two
 * segments and a segment without noise are refused.
 * Source: Cochran (1954), "The combination of estimates from different experiments", Biometrics 10; I^2: Higgins and
 * Thompson (2002), Statistics in Medicine 21.
 */
export function heterogeneityTest(input: HeterogeneityInput): Outcome<Heterogeneity> {
  const { differences, standardErrors } = input;
  if (differences.length !== standardErrors.length)
    return cannotSay('invalid-input', 'differences-without-errors');
  if (differences.length < 2) return cannotSay('too-few-units', 'segments-too-few-for-heterogeneity');
  const refusal = firstRefusal(
    ...differences.map((value, i) => requireFinite(`differences[${i}]`, value)),
    ...standardErrors.map((value, i) => requirePositive(`standardErrors[${i}]`, value)),
  );
  if (refusal !== undefined) return refusal;
  // Everything in units of the smallest standard error, so that weights neither overflow nor vanish together.
  const unit = Math.min(...standardErrors);
  const weights = standardErrors.map((standardError) => (unit / standardError) ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const origin = differences[0] ?? 0;
  const weighted = differences.map((value, i) => (value - origin) * ((weights[i] ?? 0) / total));
  const pooledDifference = origin + weighted.reduce((sum, value) => sum + value, 0);
  const q = differences.reduce(
    (sum, value, i) => sum + ((value - pooledDifference) / (standardErrors[i] ?? NaN)) ** 2,
    0,
  );
  if (!Number.isFinite(q)) return cannotSay('not-computable', 'differences-too-large');
  const degreesOfFreedom = differences.length - 1;
  return say({
    q,
    degreesOfFreedom,
    p: chiSquaredSf(q, degreesOfFreedom),
    iSquared: q > degreesOfFreedom ? (q - degreesOfFreedom) / q : 0,
    pooledDifference,
    pooledStandardError: unit / Math.sqrt(total),
  });
}
