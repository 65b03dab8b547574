import type { Effect } from '../effect';
import { firstRefusal, requireFinite, requireNonNegative, requireUnits, type Check } from '../input-checks';
import type { Moments } from '../moments';
import type { Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';

export interface MeanInput {
  readonly control: Moments;
  readonly treatment: Moments;
  readonly alphaTwoSided: number;
}

export function requireMoments(name: string, moments: Moments): Check {
  return firstRefusal(
    requireUnits(name, moments.n),
    requireFinite(`${name} mean`, moments.mean),
    requireNonNegative(`${name} variance`, moments.variance),
  );
}

export function meanEstimate(moments: Moments): ArmEstimate {
  return {
    estimate: moments.mean,
    samplingVariance: moments.variance / moments.n,
    degreesOfFreedom: moments.n - 1,
  };
}

/**
 * Estimand: mean of the metric per unit, treatment minus control, in the metric's unit; two-sided interval, p-values of all
 * three alternatives. An arm below two units and two arms without variance are refused; one arm without variance is not.
 * Source: Welch (1947), Biometrika 34; the relative interval is Fieller's (see relative.ts).
 */
export function meanEffect(input: MeanInput): Outcome<Effect> {
  const { control, treatment, alphaTwoSided } = input;
  const refusal = firstRefusal(requireMoments('control', control), requireMoments('treatment', treatment));
  return refusal ?? compareArms(meanEstimate(control), meanEstimate(treatment), alphaTwoSided);
}
