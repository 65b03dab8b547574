import { normalSf } from '../distributions/normal';
import { firstRefusal, requireFinite, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface ConditionalPowerInput {
  /** The standardised statistic of now, towards an improvement. */
  readonly z: number;
  /** Of the information at the planned size that is there now, strictly between 0 and 1. */
  readonly informationFraction: number;
  /** The bound of the last look, in standard errors. */
  readonly finalBound: number;
  /** Mean of Z at the planned size under the effect that was planned; null: none was. */
  readonly plannedDrift: number | null;
}

export interface ConditionalPower {
  /** Given the data so far, with the rest as planned; null: no effect was planned. */
  readonly planned: number | null;
  /** With the rest as the trend so far. */
  readonly currentTrend: number;
}

/**
 * Chance that the last look of a one-sided test rejects, given what is there now: with information fraction t and B = Z sqrt(t),
 * P(B + drift (1 - t) + sqrt(1 - t) N > bound). Unit: probability. The trend of now is the drift B / t. Looks in between are not
 * counted, so that it is a little low where one could still stop earlier for an improvement.
 * It stops nothing by itself: a rule that need not be followed never raises the type I error.
 * Source: Lan, Simon & Halperin, Communications in Statistics C 1 (1982) 207-219; Lachin, Statistics in Medicine 24 (2005) 2747-2764.
 */
export function conditionalPower(input: ConditionalPowerInput): Outcome<ConditionalPower> {
  const { z, informationFraction, finalBound, plannedDrift } = input;
  const refusal = firstRefusal(
    requireFinite('z', z),
    requireFraction('informationFraction', informationFraction),
    requireFinite('plannedDrift', plannedDrift ?? 0),
  );
  if (refusal !== undefined) return refusal;
  if (Number.isNaN(finalBound)) return cannotSay('invalid-input', 'bound-not-a-number');
  const rest = 1 - informationFraction;
  const score = z * Math.sqrt(informationFraction);
  const powerAt = (drift: number): number => normalSf((finalBound - score - drift * rest) / Math.sqrt(rest));
  const currentTrend = powerAt(score / informationFraction);
  const planned = plannedDrift === null ? null : powerAt(plannedDrift);
  return [currentTrend, planned ?? 0].every(Number.isFinite)
    ? say({ planned, currentTrend })
    : cannotSay('not-computable', 'figures-too-large');
}
