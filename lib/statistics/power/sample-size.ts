import { normalIsf } from '../distributions/normal';
import { cannotSay, say, type Outcome } from '../outcome';
import { increasingRoot } from './increasing-root';
import { contrastVariance, designFault, FEWEST_UNITS, tTestPower, type TestDesign } from './t-test-power';

export interface SampleSizeInput extends TestDesign {
  /** Difference of means over the standard deviation of a unit (after CUPED, the residual one). */
  readonly standardizedEffect: number;
  readonly power: number;
}

/** Real numbers: the caller rounds each arm up, once, at the edge. */
export interface SampleSize {
  readonly controlUnits: number;
  readonly treatmentUnits: number;
  readonly totalUnits: number;
}

/** More units than float64 counts one by one. */
export const MOST_UNITS = Number.MAX_SAFE_INTEGER;

/**
 * Smallest number of units with which the two-sample t-test has the wanted power.
 *
 * Estimand: the real n0 at which the noncentral t power with n0 + n1 - 2 degrees of freedom equals `power`. Unit:
 * units of randomisation. An effect that three units show takes three. A two-sided test takes an effect of either sign; a one-sided one needs a positive effect.
 * Refused: no effect, a power at or below alpha (no unit is needed to be right that often), and effects so small that
 * the number cannot be counted. Source: tTestPower; check in docs/statistics/power.md.
 */
export function sampleSize(input: SampleSizeInput): Outcome<SampleSize> {
  const { treatmentToControlRatio: ratio, alpha, sides, power, standardizedEffect } = input;
  const fault = designFault(input);
  if (fault !== null) return fault;
  if (!(power > alpha && power < 1)) return cannotSay('invalid-input', 'power-out-of-range');
  const effect = sides === 2 ? Math.abs(standardizedEffect) : standardizedEffect;
  if (!(effect > 0 && effect < Infinity)) {
    return cannotSay('invalid-input', 'effect-without-direction');
  }
  const deviations = normalIsf(alpha / sides) - normalIsf(power);
  const guess = (deviations / effect) ** 2 * contrastVariance(input);
  const shortfall = (units: number): number => tTestPower(input, effect, units) - power;
  const fewest = FEWEST_UNITS / (1 + ratio);
  const controlUnits =
    shortfall(fewest) > 0 ? fewest : increasingRoot(shortfall, fewest, MOST_UNITS / (1 + ratio), guess);
  if (controlUnits === null) {
    return cannotSay('not-computable', 'size-not-computable', { most: MOST_UNITS });
  }
  return say({ controlUnits, treatmentUnits: controlUnits * ratio, totalUnits: controlUnits * (1 + ratio) });
}
