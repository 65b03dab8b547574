import type { Interval } from '../effect';
import { firstRefusal, requireFinite, requireFraction, requirePositive } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface AlwaysValidInput {
  /** Treatment minus control, in the metric's unit. */
  readonly difference: number;
  readonly standardError: number;
  /** Variance tau^2 of the normal mixture over the true difference, in the metric's unit squared. */
  readonly mixingVariance: number;
  readonly alphaTwoSided: number;
  /** The p of the look before, so that the reported p is the running minimum. */
  readonly previousP?: number;
}

export interface AlwaysValid {
  readonly interval: Interval;
  readonly p: number;
}

/**
 * Interval and p-value that hold at every look at once, two-sided, in the metric's unit: the mixture sequential probability
 * ratio test with a normal mixture. With V = SE^2, half-width sqrt(V (V + tau^2) / tau^2 (ln((V + tau^2) / V) + 2 ln(1 / alpha)))
 * and p = min(1, previous p, 1 / likelihood ratio). A standard error of 0 is refused.
 * Source: Johari, Koomen, Pekelis and Walsh (2022), "Always valid inference: continuous monitoring of A/B tests",
 * Operations Research 70, eq. 13 ff.; Robbins (1970).
 */
export function alwaysValidInference(input: AlwaysValidInput): Outcome<AlwaysValid> {
  const { difference, standardError, mixingVariance, alphaTwoSided } = input;
  const previousP = input.previousP ?? 1;
  const refusal = firstRefusal(
    requireFinite('difference', difference),
    requirePositive('standardError', standardError),
    requirePositive('mixingVariance', mixingVariance),
    requireFraction('alphaTwoSided', alphaTwoSided),
  );
  if (refusal !== undefined) return refusal;
  if (!(previousP >= 0 && previousP <= 1))
    return cannotSay('invalid-input', 'not-a-probability', { name: 'previousP' });
  // The ratio of the two standard deviations, squared last, so that tiny and huge units neither underflow nor overflow.
  const inflation = (Math.sqrt(mixingVariance) / standardError) ** 2;
  const statistic = difference / standardError;
  const logInflation = Math.log1p(inflation);
  const reach = Math.sqrt((1 + 1 / inflation) * (logInflation - 2 * Math.log(alphaTwoSided)));
  const halfWidth = standardError * reach;
  const shrinkage = 1 / (1 + 1 / inflation);
  const logP = 0.5 * logInflation - 0.5 * statistic * statistic * shrinkage;
  const interval = { lower: difference - halfWidth, upper: difference + halfWidth };
  if (![logInflation, interval.lower, interval.upper].every(Number.isFinite) || Number.isNaN(logP))
    return cannotSay('not-computable', 'mixing-variance-out-of-range');
  return say({ interval, p: Math.min(1, previousP, Math.exp(logP)) });
}

/**
 * The mixing variance (metric's unit squared) whose interval is tightest when the standard error is that of the planned
 * sample: with r = tau^2 / V the half-width is least where r = ln(1 + r) + 2 ln(1 / alpha).
 * Source: the derivative of the half-width above in tau^2; compare Howard et al. (2021), Annals of Statistics 49, 3.5.
 */
export function tightestMixingVariance(input: {
  readonly plannedStandardError: number;
  readonly alphaTwoSided: number;
}): Outcome<number> {
  const { plannedStandardError, alphaTwoSided } = input;
  const refusal = firstRefusal(
    requirePositive('plannedStandardError', plannedStandardError),
    requireFraction('alphaTwoSided', alphaTwoSided),
  );
  if (refusal !== undefined) return refusal;
  const target = -2 * Math.log(alphaTwoSided);
  // Newton on the convex r - ln(1 + r) - target from the right of its root: it descends monotonically.
  let ratio = target + 2 * Math.sqrt(target) + 1;
  for (let step = 0; step < 60; step += 1) {
    ratio -= ((ratio - Math.log1p(ratio) - target) * (1 + ratio)) / ratio;
  }
  const mixingVariance = plannedStandardError * plannedStandardError * ratio;
  return mixingVariance > 0 && mixingVariance < Infinity
    ? say(mixingVariance)
    : cannotSay('not-computable', 'planned-error-out-of-range');
}
