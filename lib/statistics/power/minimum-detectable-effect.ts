import { normalIsf } from '../distributions/normal';
import { cannotSay, say, type Outcome } from '../outcome';
import { increasingRoot } from './increasing-root';
import { designFault, FEWEST_UNITS, tTestPower, type TestDesign } from './t-test-power';

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
  const { controlUnits, power, alpha, sides, treatmentToControlRatio: ratio, controlCoefficient = 1 } = input;
  const fault = designFault(input);
  if (fault !== null) return cannotSay('invalid-input', fault);
  if (!(power > alpha && power < 1))
    return cannotSay('invalid-input', 'Power must be above alpha and below 1.');
  if (!(controlUnits * (1 + ratio) >= FEWEST_UNITS && controlUnits < Infinity)) {
    return cannotSay('too-few-units', 'A t-test needs three units in all, and a finite number.');
  }
  const guess =
    (normalIsf(alpha / sides) - normalIsf(power)) *
    Math.sqrt((controlCoefficient ** 2 + 1 / ratio) / controlUnits);
  const shortfall = (effect: number): number => tTestPower(input, effect, controlUnits) - power;
  const standardizedEffect = increasingRoot(shortfall, guess * 1e-6, guess * 1e6, guess);
  if (standardizedEffect === null)
    return cannotSay('not-computable', 'No effect reaches this power at this size.');
  return say({ standardizedEffect });
}
