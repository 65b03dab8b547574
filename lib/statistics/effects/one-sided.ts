import { studentTIsf } from '../distributions/student-t';
import type { Effect, Interval } from '../effect';
import { firstRefusal, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface OneSidedTest {
  readonly p: number;
  /** p < alphaOneSided, which is exactly when `interval` excludes 0. */
  readonly significant: boolean;
  /** One-sided confidence interval of the difference at level 1 - alphaOneSided; its open end is infinite. */
  readonly interval: Interval;
}

export interface OneSidedInput {
  readonly effect: Effect;
  readonly alphaOneSided: number;
  readonly higherIsBetter: boolean;
}

function test(effect: Effect, alphaOneSided: number, direction: 'greater' | 'less'): Outcome<OneSidedTest> {
  const refusal = firstRefusal(requireFraction('alphaOneSided', alphaOneSided));
  if (refusal !== undefined) return refusal;
  const reach = studentTIsf(alphaOneSided, effect.degreesOfFreedom) * effect.standardError;
  const p = direction === 'greater' ? effect.pGreater : effect.pLess;
  if (Number.isNaN(reach) || Number.isNaN(p) || !Number.isFinite(effect.difference))
    return cannotSay('invalid-input', 'The effect holds a figure that is not a number.');
  const interval =
    direction === 'greater'
      ? { lower: effect.difference - reach, upper: Infinity }
      : { lower: -Infinity, upper: effect.difference + reach };
  return say({ p, significant: p < alphaOneSided, interval });
}

/**
 * Superiority: H0 "the treatment is not better than control", one-sided, in the effect's unit. Better means greater when
 * `higherIsBetter`, less otherwise.
 */
export function superiorityTest(input: OneSidedInput): Outcome<OneSidedTest> {
  return test(input.effect, input.alphaOneSided, input.higherIsBetter ? 'greater' : 'less');
}

/** Inferiority (deterioration): H0 "the treatment is not worse than control", one-sided, the mirror of superiority. */
export function inferiorityTest(input: OneSidedInput): Outcome<OneSidedTest> {
  return test(input.effect, input.alphaOneSided, input.higherIsBetter ? 'less' : 'greater');
}
