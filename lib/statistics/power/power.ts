import { cannotSay, say, type Outcome } from '../outcome';
import { designFault, FEWEST_UNITS, tTestPower, type TestDesign } from './t-test-power';

export interface PowerInput extends TestDesign {
  /** Difference of means over the standard deviation of a unit (after CUPED, the residual one). */
  readonly standardizedEffect: number;
  /** May be fractional: a plan is worked out before it is rounded. */
  readonly controlUnits: number;
}

/**
 * Power of the two-sample t-test: the chance that it rejects when the effect is `standardizedEffect`.
 *
 * Unit: probability. Two-sided (`sides: 2`) counts rejections on both sides; one-sided tests in the direction of a
 * positive effect, so that a negative one has less power than alpha. An effect of 0 has alpha for power.
 * Refused: designs that are not tests, effects that are not finite, and too few units to estimate a
 * variance from. Source: tTestPower.
 */
export function power(input: PowerInput): Outcome<{ readonly power: number }> {
  const { standardizedEffect, controlUnits, treatmentToControlRatio } = input;
  const fault = designFault(input);
  if (fault !== null) return fault;
  if (!Number.isFinite(standardizedEffect) || !Number.isFinite(controlUnits)) {
    return cannotSay('invalid-input', 'effect-or-units-not-finite');
  }
  if (!(controlUnits * (1 + treatmentToControlRatio) >= FEWEST_UNITS)) {
    return cannotSay('too-few-units', 'units-too-few-for-t-test');
  }
  const value = tTestPower(input, standardizedEffect, controlUnits);
  if (Number.isNaN(value)) return cannotSay('not-computable', 'power-not-computable');
  return say({ power: Math.min(value, 1) });
}
