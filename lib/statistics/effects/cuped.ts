import type { Effect } from '../effect';
import { firstRefusal } from '../input-checks';
import type { JointMoments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';
import {
  adjustedMean,
  adjustedVariance,
  checkJointMoments,
  explainedVariance,
  pooledMeans,
  pooledRegression,
} from './adjustment';
import { compareArms } from './arm-comparison';
import type { ArmEstimate } from './arm-estimate';
import { adjustedThird, lineariseMetrics, type ColumnMetric } from './linearise';
import { refuseNoVariance } from './no-variance';

/** Moments of the metric and of one covariate measured before exposure on the same units. */
export interface CupedMoments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly covariateMean: number;
  readonly covariateVariance: number;
  readonly covariance: number;
}

export interface CupedInput {
  readonly control: CupedMoments;
  readonly treatment: CupedMoments;
  readonly alphaTwoSided: number;
}

export interface CovariateInput {
  readonly control: JointMoments;
  readonly treatment: JointMoments;
  /** The metric over the columns of the moments. */
  readonly metric: ColumnMetric;
  /** Covariates over the same columns; a ratio covariate is linearised like a ratio metric. */
  readonly covariates: readonly ColumnMetric[];
  readonly alphaTwoSided: number;
}

export interface AdjustedEffect extends Effect {
  /** One coefficient per covariate; 0 for a covariate that is dropped. */
  readonly coefficients: readonly number[];
  /** Indices of covariates that do not vary or that the others explain. */
  readonly dropped: readonly number[];
  /** 1 - (adjusted standard error / unadjusted)^2: 0.3 means that 30 % of the variance is gone. */
  readonly varianceReduction: number;
}

export interface CupedEffect extends AdjustedEffect {
  readonly theta: number;
}

export interface AdjustedArms {
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
  readonly coefficients: readonly number[];
  /** Indices of covariates that do not vary or that the others explain; their coefficient is 0. */
  readonly dropped: readonly number[];
  readonly varianceReduction: number;
  /**
   * Variance of what the covariates' pooled means add to both arms, theta' S theta / (n0 + n1) with S pooled within arms: the
   * difference does not have it, and a relative difference does (relative.ts).
   */
  readonly varianceShared: number;
}

function adjustedEstimate(
  arm: JointMoments,
  centres: readonly number[],
  coefficients: readonly number[],
  thirdCumulant: number | undefined,
): ArmEstimate {
  return {
    estimate: adjustedMean(arm, centres, coefficients),
    samplingVariance: adjustedVariance(arm, coefficients) / arm.n,
    degreesOfFreedom: arm.n - 1,
    ...(thirdCumulant !== undefined && { thirdCumulant }),
  };
}

/** Both arms after adjustment, centred at the covariates' pooled means, ready for comparisons and margins. */
export function adjustedArms(input: Omit<CovariateInput, 'alphaTwoSided'>): Outcome<AdjustedArms> {
  const refusal = firstRefusal(
    checkJointMoments('control', input.control),
    checkJointMoments('treatment', input.treatment),
  );
  if (refusal !== undefined) return refusal;
  const metrics = [input.metric, ...input.covariates];
  const control = lineariseMetrics(input.control, metrics);
  if (!control.ok) return control;
  const treatment = lineariseMetrics(input.treatment, metrics);
  if (!treatment.ok) return treatment;
  const arms = [control.value, treatment.value] as const;
  const { coefficients, dropped } = pooledRegression(arms);
  const centres = pooledMeans(...arms);
  const [adjustedControl, adjustedTreatment] = [
    adjustedEstimate(arms[0], centres, coefficients, adjustedThird(input.control, input, coefficients)),
    adjustedEstimate(arms[1], centres, coefficients, adjustedThird(input.treatment, input, coefficients)),
  ];
  const raw = arms.reduce((sum, arm) => sum + (arm.covariances[0]?.[0] ?? 0) / arm.n, 0);
  const kept = adjustedControl.samplingVariance + adjustedTreatment.samplingVariance;
  if (!(adjustedControl.samplingVariance >= 0 && adjustedTreatment.samplingVariance >= 0))
    return cannotSay('invalid-input', 'covariance-exceeds-variances');
  const noVariance = refuseNoVariance(
    Math.sqrt(raw),
    arms.map(({ means }) => means[0] ?? 0),
  );
  if (noVariance !== undefined) return noVariance;
  const varianceReduction = 1 - kept / raw;
  const varianceShared = explainedVariance(arms, coefficients) / (arms[0].n + arms[1].n);
  const figures = [
    adjustedControl.estimate,
    adjustedTreatment.estimate,
    adjustedControl.samplingVariance,
    adjustedTreatment.samplingVariance,
    varianceReduction,
    varianceShared,
    ...coefficients,
  ];
  if (!figures.every(Number.isFinite)) return cannotSay('not-computable', 'figures-too-large');
  return say({
    control: adjustedControl,
    treatment: adjustedTreatment,
    coefficients,
    dropped,
    varianceReduction,
    varianceShared,
  });
}

/**
 * CUPED with any number of covariates, for means and ratios (by linearisation). Estimand and unit are those of the
 * unadjusted metric; the covariates come from before exposure only. Coefficients are pooled within arms; a covariate
 * without variance changes nothing. A metric that the covariates explain to the last bit has no variance and is refused.
 * Source: Deng, Xu, Kohavi and Walker (2013), "Improving the sensitivity of online controlled experiments by utilizing
 * pre-experiment data", WSDM, eq. 4 and appendix B for ratios; several covariates are the same regression.
 */
export function covariateAdjustedEffect(input: CovariateInput): Outcome<AdjustedEffect> {
  const arms = adjustedArms(input);
  if (!arms.ok) return arms;
  const { control, treatment, coefficients, dropped, varianceReduction, varianceShared } = arms.value;
  const effect = compareArms(control, treatment, input.alphaTwoSided, varianceShared);
  if (!effect.ok) return effect;
  return say({ ...effect.value, coefficients, dropped, varianceReduction });
}

/** One covariate's moments in the form that any number of covariates has: copied, not computed. */
export function cupedJointMoments(arm: CupedMoments): JointMoments {
  return {
    n: arm.n,
    means: [arm.mean, arm.covariateMean],
    covariances: [
      [arm.variance, arm.covariance],
      [arm.covariance, arm.covariateVariance],
    ],
  };
}

/**
 * CUPED for a mean with one covariate: m - theta (covariate mean - pooled covariate mean), treatment minus control, in the
 * metric's unit, two-sided interval. theta is the sum of the arms' cross products over the sum of their squares.
 * Source: Deng et al. (2013), WSDM, eq. 4.
 */
export function cupedEffect(input: CupedInput): Outcome<CupedEffect> {
  const effect = covariateAdjustedEffect({
    control: cupedJointMoments(input.control),
    treatment: cupedJointMoments(input.treatment),
    metric: { kind: 'mean', column: 0 },
    covariates: [{ kind: 'mean', column: 1 }],
    alphaTwoSided: input.alphaTwoSided,
  });
  if (!effect.ok) return effect;
  return say({ ...effect.value, theta: effect.value.coefficients[0] ?? 0 });
}
