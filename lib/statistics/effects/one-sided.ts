import { studentTIsf } from '../distributions/student-t';
import type { Effect, Interval, RelativeEffect } from '../effect';
import { firstRefusal, requireFraction } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';

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

export interface OneSidedComparison extends OneSidedTest {
  /** (m1 - m0) / |m0| with Fieller's bound to the same side; its open end is infinite. It excludes 0 exactly when `interval` does. */
  readonly relative: Outcome<RelativeEffect>;
}

export interface OneSidedOptions {
  readonly alphaOneSided: number;
  readonly higherIsBetter: boolean;
}

type Direction = 'greater' | 'less';

function test(effect: Effect, alphaOneSided: number, direction: Direction): Outcome<OneSidedTest> {
  const refusal = firstRefusal(requireFraction('alphaOneSided', alphaOneSided));
  if (refusal !== undefined) return refusal;
  const reach = studentTIsf(alphaOneSided, effect.degreesOfFreedom) * effect.standardError;
  const p = direction === 'greater' ? effect.pGreater : effect.pLess;
  if (Number.isNaN(reach) || Number.isNaN(p) || !Number.isFinite(effect.difference))
    return cannotSay('invalid-input', 'effect-not-a-number');
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

/**
 * A one-sided bound is the end of the two-sided interval at twice the level, absolute and relative alike.
 */
function compareToOneSide(
  control: ArmEstimate,
  treatment: ArmEstimate,
  alphaOneSided: number,
  direction: Direction,
): Outcome<OneSidedComparison> {
  if (!(alphaOneSided > 0 && alphaOneSided < 0.5))
    return cannotSay('invalid-input', 'not-a-fraction-below-half', { name: 'alphaOneSided' });
  const effect = compareArms(control, treatment, 2 * alphaOneSided);
  if (!effect.ok) return effect;
  const oneSided = test(effect.value, alphaOneSided, direction);
  if (!oneSided.ok) return oneSided;
  const { relative } = effect.value;
  if (!relative.ok) return say({ ...oneSided.value, relative });
  const { difference, interval } = relative.value;
  const bound =
    direction === 'greater'
      ? { lower: interval.lower, upper: Infinity }
      : { lower: -Infinity, upper: interval.upper };
  return say({ ...oneSided.value, relative: say({ difference, interval: bound }) });
}

/**
 * Superiority of any two independent estimates, with the absolute and the relative one-sided interval at level
 * 1 - alphaOneSided. Refusals are those of `compareArms`; a control mean that is not distinguishable from zero has no
 * relative bound. Source: Fieller (1954), the relative interval of relative.ts with the quantile of one side.
 */
export function superiorityOfEstimates(
  control: ArmEstimate,
  treatment: ArmEstimate,
  { alphaOneSided, higherIsBetter }: OneSidedOptions,
): Outcome<OneSidedComparison> {
  return compareToOneSide(control, treatment, alphaOneSided, higherIsBetter ? 'greater' : 'less');
}

/** Inferiority (deterioration) of any two independent estimates, the mirror of superiority. */
export function inferiorityOfEstimates(
  control: ArmEstimate,
  treatment: ArmEstimate,
  { alphaOneSided, higherIsBetter }: OneSidedOptions,
): Outcome<OneSidedComparison> {
  return compareToOneSide(control, treatment, alphaOneSided, higherIsBetter ? 'less' : 'greater');
}
