import { normalIsf } from '../distributions/normal';
import { cannotSay, say, type Outcome } from '../outcome';
import { increasingRoot } from './increasing-root';
import { contrastVariance, designFault, FEWEST_UNITS, tTestPower, type TestDesign } from './t-test-power';

export interface MinimumDetectableEffectInput extends TestDesign {
  readonly controlUnits: number;
  readonly power: number;
}

/**
 * Smallest standardised effect which the two-sample t-test finds with the wanted power at a given size.
 *
 * Unit: standard deviations of one unit (multiply by the standard deviation for the metric's unit, and divide by the
 * control mean for a relative one). Positive; a two-sided test finds the negative one just as well.
 * Refused as for sampleSize; fewer than three units in all have no detectable effect.
 */
export function minimumDetectableEffect(
  input: MinimumDetectableEffectInput,
): Outcome<{ readonly standardizedEffect: number }> {
  const { controlUnits, power, alpha, sides, treatmentToControlRatio: ratio } = input;
  const fault = designFault(input);
  if (fault !== null) return fault;
  if (!(power > alpha && power < 1)) return cannotSay('invalid-input', 'power-out-of-range');
  if (!(controlUnits * (1 + ratio) >= FEWEST_UNITS && controlUnits < Infinity)) {
    return cannotSay('too-few-units', 'units-too-few-for-t-test');
  }
  const guess =
    (normalIsf(alpha / sides) - normalIsf(power)) * Math.sqrt(contrastVariance(input) / controlUnits);
  const shortfall = (effect: number): number => tTestPower(input, effect, controlUnits) - power;
  const standardizedEffect = increasingRoot(shortfall, guess * 1e-6, guess * 1e6, guess);
  if (standardizedEffect === null) return cannotSay('not-computable', 'power-not-reached-at-size');
  return say({ standardizedEffect });
}
