import type { Effect } from '../effect';
import { firstRefusal, requireCount, requireUnits, type Check } from '../input-checks';
import type { Moments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import { meanEstimate } from './mean';
import type { Successes } from './successes';

export interface ProportionInput {
  readonly control: Successes;
  readonly treatment: Successes;
  readonly alphaTwoSided: number;
}

function check(name: string, arm: Successes): Check {
  const refusal = firstRefusal(requireUnits(name, arm.n), requireCount(`${name} successes`, arm.successes));
  if (refusal !== undefined) return refusal;
  return arm.successes <= arm.n
    ? undefined
    : cannotSay('invalid-input', 'more-successes-than-units', { name });
}

/** Moments of the 0/1 values behind a proportion: variance n p (1 - p) / (n - 1), formed without subtracting from one. */
export function proportionMoments(name: string, arm: Successes): Outcome<Moments> {
  const refusal = check(name, arm);
  if (refusal !== undefined) return refusal;
  const { n, successes } = arm;
  const variance = (successes / n) * ((n - successes) / (n - 1));
  return say({ n, mean: successes / n, variance });
}

/**
 * Estimand: share of units that succeed, treatment minus control, as a fraction (0.01 is one percentage point). Unpooled
 * variance of the 0/1 values with n - 1, hence the same Welch test as a mean; two-sided interval, p-values of all three
 * alternatives. When neither arm varies (all or none succeed in both) it is refused.
 * Source: Welch (1947), Biometrika 34, on 0/1 values.
 */
export function proportionEffect(input: ProportionInput): Outcome<Effect> {
  const control = proportionMoments('control', input.control);
  if (!control.ok) return control;
  const treatment = proportionMoments('treatment', input.treatment);
  if (!treatment.ok) return treatment;
  return compareArms(meanEstimate(control.value), meanEstimate(treatment.value), input.alphaTwoSided);
}
