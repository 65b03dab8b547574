import { firstRefusal, requireFinite, requirePositive } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

/** Below three effects their spread says next to nothing. */
export const FEWEST_EFFECTS = 3;

export interface ShrinkInput {
  /** Of one metric, all in the same unit, such as relative changes. */
  readonly effects: readonly number[];
  /** In the same order. */
  readonly standardErrors: readonly number[];
}

export interface ShrunkenEffects {
  /** Variance of the true effects around 0, in the unit squared; its root is what the metric usually moves by. */
  readonly tauSquared: number;
  /** In the order of the input, in the effects' unit. */
  readonly shrunken: readonly number[];
  /** Posterior standard deviation of each shrunken effect, in the effects' unit. */
  readonly standardDeviation: readonly number[];
}

/**
 * Empirical Bayes around 0: true effects are normal with mean 0 and variance tau^2, and each is measured with a known error.
 * tau^2 = max(0, (sum w y^2 - k) / sum w) with w = 1 / se^2, and an effect y becomes y tau^2 / (tau^2 + se^2), with variance
 * tau^2 se^2 / (tau^2 + se^2). So an effect that is measured well keeps its size, and one that is mostly noise loses it.
 *
 * Fewer than three effects, lists of different length, an effect that is not finite and a standard error that is not above 0 are refused.
 *
 * Source: DerSimonian & Laird, Controlled Clinical Trials 7 (1986) 177-188, their moment estimate with the mean known to be 0;
 * Efron & Morris, JASA 70 (1975) 311-319.
 */
export function shrinkTowardsZero({ effects, standardErrors }: ShrinkInput): Outcome<ShrunkenEffects> {
  if (effects.length !== standardErrors.length)
    return cannotSay('invalid-input', 'differences-without-errors');
  const refusal = firstRefusal(
    ...effects.map((effect, i) => requireFinite(`effects[${i}]`, effect)),
    ...standardErrors.map((error, i) => requirePositive(`standardErrors[${i}]`, error)),
  );
  if (refusal !== undefined) return refusal;
  if (effects.length < FEWEST_EFFECTS) {
    return cannotSay('too-few-units', 'effects-too-few-to-shrink', {
      least: FEWEST_EFFECTS,
      effects: effects.length,
    });
  }
  const weights = standardErrors.map((error) => 1 / (error * error));
  const excess = effects.reduce((sum, y, i) => sum + (y / (standardErrors[i] ?? NaN)) ** 2 - 1, 0);
  const tauSquared = Math.max(0, excess / weights.reduce((sum, weight) => sum + weight, 0));
  const kept = weights.map((weight) => (tauSquared * weight) / (tauSquared * weight + 1));
  const shrunken = effects.map((y, i) => y * (kept[i] ?? NaN));
  const standardDeviation = standardErrors.map((error, i) => error * Math.sqrt(kept[i] ?? NaN));
  if (![tauSquared, ...shrunken, ...standardDeviation].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  return say({ tauSquared, shrunken, standardDeviation });
}
