import { cannotSay, type CannotSay } from '../../statistics/outcome';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from '../plan';
import type { ShareTruth } from './planned-share';
import { isOpenShare } from './planned-variance';

/** The truth about a metric in the simulated world. */
export interface SimulatedMetric {
  readonly key: string;
  readonly mean: number;
  /** Of a unit's value in the control; what CUPED leaves of it. */
  readonly variance: number;
  /** Variance in each treatment over that in the control, in the plan's order; left out: the same. */
  readonly varianceRatios?: readonly number[];
  /** A share of units that is read without a covariate, so that its test is one of shares; left out: it is none. */
  readonly isShare?: boolean;
  /** True relative difference of each treatment, in the plan's order. */
  readonly relativeDifferences: readonly number[];
}

/**
 * A tested contrast of one metric in one treatment, in the good direction: control and treatment scores weigh into its
 * statistic, to which the drift is added. All at information fraction 1.
 */
export interface PlannedContrast {
  readonly controlWeight: number;
  readonly treatmentWeight: number;
  readonly drift: number;
  /** tau^2 over its squared standard error; of an always-valid plan. */
  readonly mixingRatio: number;
  /** What is true of a share, whose statistic is its own; null: it is none, or cannot be there. */
  readonly share: ShareTruth | null;
}

/** The effect is a share of the control mean as it was measured, so the drift moves with the control's score. */
export interface InterestingDrift {
  /** At information fraction 1, where the control mean is as in truth. */
  readonly drift: number;
  /** For each standard error of the control mean at that fraction. */
  readonly perControlScore: number;
}

/** The contrasts of one metric in one treatment. */
export interface PlannedContrasts {
  readonly difference: PlannedContrast;
  /** Of a guardrail with a margin. */
  readonly margin: PlannedContrast | null;
  /** Of a success metric with a smallest effect of interest: the drift of its difference under that effect. */
  readonly interest: InterestingDrift | null;
  /** Variance of the treatment's mean over that of the control's. */
  readonly meanVarianceRatio: number;
}

export interface ArmSizes {
  readonly controlUnits: number;
  /** Units of each treatment over those of the control. */
  readonly treatmentToControlRatios: readonly number[];
}

/** Why the truth cannot be simulated, or null. */
export function truthFault(plan: ExperimentPlan, metrics: readonly SimulatedMetric[]): CannotSay | null {
  const inOrder =
    metrics.length === plan.metrics.length && plan.metrics.every(({ key }, i) => metrics[i]?.key === key);
  if (!inOrder) return cannotSay('invalid-input', 'simulated-metrics-differ');
  const isSound = metrics.every(
    ({ mean, variance, varianceRatios = [], relativeDifferences }) =>
      variance > 0 &&
      varianceRatios.every((ratio) => ratio > 0 && ratio < Infinity) &&
      variance < Infinity &&
      relativeDifferences.length === plan.treatments.length &&
      relativeDifferences.every((difference) => Number.isFinite(mean * difference)) &&
      Number.isFinite(mean / Math.sqrt(variance)),
  );
  return isSound ? null : cannotSay('invalid-input', 'simulated-moments-not-finite');
}

/** The contrasts of every metric in every treatment: `[treatment][metric]`. `mixingRatio` is that of the widest difference. */
export function plannedContrasts(
  plan: ExperimentPlan,
  truth: readonly SimulatedMetric[],
  { controlUnits, treatmentToControlRatios: ratios }: ArmSizes,
  mixingRatio: number,
): readonly (readonly PlannedContrasts[])[] {
  const meanVarianceRatio = (metric: number, treatment: number): number =>
    (truth[metric]?.varianceRatios?.[treatment] ?? 1) / (ratios[treatment] ?? 1);
  const widest = plan.metrics.map((_, i) =>
    Math.max(...ratios.map((_ratio, treatment) => 1 + meanVarianceRatio(i, treatment))),
  );
  return ratios.map((_, treatment) =>
    plan.metrics.map((metric, i): PlannedContrasts => {
      const treated = meanVarianceRatio(i, treatment);
      const contrast = contrastOf(metric, truth[i], treatment, { controlUnits, treated });
      const mixing = (spread: number): number => {
        const tau = metric.mixingVariance;
        return tau === undefined
          ? mixingRatio * ((widest[i] ?? spread) / spread)
          : (tau * controlUnits) / ((truth[i]?.variance ?? 1) * spread);
      };
      const margin = hasMargin(metric) ? contrast(metric.relativeMargin, mixing) : null;
      const interest = interestOf(metric, truth[i], { controlUnits, treated });
      return { difference: contrast(0, mixing), margin, interest, meanVarianceRatio: treated };
    }),
  );
}

interface ArmVariances {
  readonly controlUnits: number;
  /** Variance of the treatment's mean over that of the control's. */
  readonly treated: number;
}

function interestOf(
  { role, minimumEffectRelative }: PlannedMetric,
  truth: SimulatedMetric | undefined,
  { controlUnits, treated }: ArmVariances,
): InterestingDrift | null {
  if (role !== 'success' || minimumEffectRelative === undefined || truth === undefined) return null;
  const { mean, variance } = truth;
  const perError = minimumEffectRelative / Math.sqrt(1 + treated);
  return {
    drift: perError * Math.abs(mean) * Math.sqrt(controlUnits / variance),
    perControlScore: mean < 0 ? -perError : perError,
  };
}

function contrastOf(
  { higherIsBetter }: PlannedMetric,
  truth: SimulatedMetric | undefined,
  treatment: number,
  { controlUnits, treated }: ArmVariances,
) {
  const {
    mean,
    variance,
    relativeDifferences,
    isShare = false,
  } = truth ?? { mean: 0, variance: 1, relativeDifferences: [] };
  const difference = relativeDifferences[treatment] ?? 0;
  const good = higherIsBetter ? 1 : -1;
  // A margin is a share of the size of the control mean, so that one below 0 has a worse side too.
  const side = mean < 0 ? -good : good;
  const moved = mean + difference * Math.abs(mean);
  const arms =
    isShare && isOpenShare(mean) && isOpenShare(moved) ? { control: mean, treatment: moved } : null;
  return (margin: number, mixing: (spread: number) => number): PlannedContrast => {
    const coefficient = 1 - side * margin;
    const spread = coefficient ** 2 + treated;
    const distance = (good * difference + margin) * Math.abs(mean);
    return {
      controlWeight: (-good * coefficient) / Math.sqrt(spread),
      treatmentWeight: good * Math.sqrt(treated / spread),
      drift: (distance / Math.sqrt(variance)) * Math.sqrt(controlUnits / spread),
      mixingRatio: mixing(spread),
      share: arms === null ? null : { ...arms, multiple: coefficient, good },
    };
  };
}
