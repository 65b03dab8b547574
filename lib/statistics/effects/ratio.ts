import type { Effect } from '../effect';
import { firstRefusal, requireFinite, requireNonNegative, requireUnits, type Check } from '../input-checks';
import { columnMoments, type JointMoments } from '../moments';
import { say, type Outcome } from '../outcome';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';
import { lineariseMetrics } from './linearise';
import { meanEstimate } from './mean';

/** Moments of numerator and denominator per unit of randomisation. */
export interface RatioMoments {
  readonly n: number;
  readonly numeratorMean: number;
  readonly denominatorMean: number;
  readonly numeratorVariance: number;
  readonly denominatorVariance: number;
  readonly covariance: number;
}

export interface RatioInput {
  readonly control: RatioMoments;
  readonly treatment: RatioMoments;
  readonly alphaTwoSided: number;
}

function check(name: string, arm: RatioMoments): Check {
  return firstRefusal(
    requireUnits(name, arm.n),
    requireFinite(`${name} numerator mean`, arm.numeratorMean),
    requireFinite(`${name} denominator mean`, arm.denominatorMean),
    requireNonNegative(`${name} numerator variance`, arm.numeratorVariance),
    requireNonNegative(`${name} denominator variance`, arm.denominatorVariance),
    requireFinite(`${name} covariance`, arm.covariance),
  );
}

function asJointMoments(arm: RatioMoments): JointMoments {
  return {
    n: arm.n,
    means: [arm.numeratorMean, arm.denominatorMean],
    covariances: [
      [arm.numeratorVariance, arm.covariance],
      [arm.covariance, arm.denominatorVariance],
    ],
  };
}

/** The ratio of one arm with its delta-method sampling variance, for comparisons, margins and interactions. */
export function ratioEstimate(name: string, arm: RatioMoments): Outcome<ArmEstimate> {
  const refusal = check(name, arm);
  if (refusal !== undefined) return refusal;
  const linearised = lineariseMetrics(asJointMoments(arm), [{ kind: 'ratio', numerator: 0, denominator: 1 }]);
  return linearised.ok ? say(meanEstimate(columnMoments(linearised.value, 0))) : linearised;
}

/**
 * Estimand: ratio of sums R = mean(Y) / mean(X), treatment minus control, in units of Y per unit of X. Delta-method
 * variance at the unit of randomisation, (s_Y^2 - 2 R s_XY + R^2 s_X^2) / (n mean(X)^2), then Welch; two-sided interval,
 * p-values of all three alternatives. A denominator of mean 0 and two arms without variance are refused.
 * Source: Deng, Knoblich and Lu (2018), KDD, section 3.1.
 */
export function ratioEffect(input: RatioInput): Outcome<Effect> {
  const control = ratioEstimate('control', input.control);
  if (!control.ok) return control;
  const treatment = ratioEstimate('treatment', input.treatment);
  if (!treatment.ok) return treatment;
  return compareArms(control.value, treatment.value, input.alphaTwoSided);
}
