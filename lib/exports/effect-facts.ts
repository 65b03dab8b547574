import type { AnalysisResult, ArmMoments, MetricResult, VariantEffect } from '../analysis/analysis-result';
import { measureOf } from '../analysis/measure';
import type { RunConfiguration } from '../analysis/run-configuration';
import type { Effect } from '../statistics/effect';
import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { ColumnMetric } from '../statistics/effects/linearise';
import type { LookFacts } from './recomputation';

/** An arm: what was stored of its columns, and the estimate and variance that follow from it. */
export interface ArmFacts {
  readonly n: number;
  readonly estimate: number;
  /** The n-fold of the squared standard error. */
  readonly variance: number;
  /** Null: infinite, the reference distribution is normal. */
  readonly degreesOfFreedom: number | null;
  /** Of all columns; null where the metric has one, whose moments stand above. */
  readonly joint: {
    readonly means: readonly number[];
    readonly covariances: readonly (readonly number[])[];
  } | null;
  /** Of a quantile: where its interval at the plan's alpha begins and ends. */
  readonly orderStatistics: { readonly lower: number; readonly upper: number } | null;
}

/** The figures of one comparison; null where one cannot be said, or is infinite. */
export interface ExpectedFigures {
  readonly difference: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number | null;
  readonly statistic: number;
  readonly pTwoSided: number;
  readonly pGreater: number;
  readonly pLess: number;
  readonly lower: number;
  readonly upper: number;
  /** Left out, with its ends, where the analysis has it by an older definition. */
  readonly relative?: number | null;
  readonly relativeLower?: number | null;
  readonly relativeUpper?: number | null;
}

/** One effect: its arms, how they are compared, and the figures that the platform found. */
export interface EffectFacts {
  readonly metric: string;
  readonly variant: string;
  /** Of this effect's interval, at this look. */
  readonly alphaTwoSided: number;
  /** What this metric knew at each look, over what was planned; null: as much as the plan's `lookFractions` say. */
  readonly informationFractions: readonly number[] | null;
  /** tau^2 of an always-valid plan. */
  readonly mixingVariance: number | null;
  readonly control: ArmFacts;
  readonly treatment: ArmFacts;
  /** Over the columns of the arms' means. */
  readonly outcome: ColumnMetric;
  /** Empty: the effect is not adjusted. */
  readonly covariates: readonly ColumnMetric[];
  readonly expected: ExpectedFigures;
  readonly adjustment: {
    readonly coefficients: readonly number[];
    readonly varianceReduction: number;
    readonly unadjusted: ExpectedFigures | null;
  } | null;
  readonly nonInferiority: {
    readonly relativeMargin: number;
    readonly higherIsBetter: boolean;
    readonly expected: Omit<NonInferiorityTest, 'degreesOfFreedom'> & {
      readonly degreesOfFreedom: number | null;
    };
  } | null;
}

/** The facts of one effect; none where it could not be said. */
export function effectFacts(
  configuration: RunConfiguration,
  result: AnalysisResult,
  metric: MetricResult,
  { variant, effect, adjustment, alphaTwoSided, nonInferiority }: VariantEffect,
  look: LookFacts | null,
): readonly EffectFacts[] {
  const definition = configuration.metrics.find(({ key }) => key === metric.key);
  const control = metric.arms.find((arm) => arm.variant === result.control);
  const treatment = metric.arms.find((arm) => arm.variant === variant);
  if (!effect.ok || definition === undefined || control === undefined || treatment === undefined) return [];
  const measure = measureOf(definition);
  const isNormal = measure.quantile !== null;
  return [
    {
      metric: metric.key,
      variant,
      alphaTwoSided: alphaTwoSided ?? result.alphaTwoSided,
      informationFractions: look?.metricFractions?.[metric.key] ?? null,
      mixingVariance: look?.mixingVariances[metric.key] ?? null,
      control: armFacts(control, isNormal),
      treatment: armFacts(treatment, isNormal),
      outcome: measure.outcome,
      covariates: adjustment?.ok === true ? measure.covariates : [],
      expected: expectedFigures(effect.value),
      adjustment: adjustment?.ok === true ? adjustmentFacts(adjustment.value) : null,
      nonInferiority:
        nonInferiority?.ok === true && metric.relativeMargin !== null
          ? {
              relativeMargin: metric.relativeMargin,
              higherIsBetter: metric.direction === 'higher-is-better',
              expected: {
                ...nonInferiority.value,
                degreesOfFreedom: finite(nonInferiority.value.degreesOfFreedom),
              },
            }
          : null,
    },
  ];
}

function armFacts({ n, mean, variance, joint, orderStatistics }: ArmMoments, isNormal: boolean): ArmFacts {
  return {
    n,
    estimate: mean,
    variance,
    degreesOfFreedom: isNormal ? null : n - 1,
    joint: joint === null ? null : { means: joint.means, covariances: joint.covariances },
    orderStatistics: orderStatistics ?? null,
  };
}

function adjustmentFacts({
  coefficients,
  varianceReduction,
  unadjusted,
}: Extract<NonNullable<VariantEffect['adjustment']>, { readonly ok: true }>['value']) {
  return {
    coefficients,
    varianceReduction,
    unadjusted: unadjusted.ok ? expectedFigures(unadjusted.value) : null,
  };
}

export function expectedFigures(effect: Effect): ExpectedFigures {
  const { difference, standardError, statistic, pTwoSided, pGreater, pLess, interval } = effect;
  const said = effect.relative.ok ? effect.relative.value : null;
  // An analysis from before the size of the control mean counted has its relative difference of a negative one turned round.
  const isTurned = said !== null && said.difference * difference < 0;
  return {
    difference,
    standardError,
    degreesOfFreedom: finite(effect.degreesOfFreedom),
    statistic,
    pTwoSided,
    pGreater,
    pLess,
    lower: interval.lower,
    upper: interval.upper,
    ...(!isTurned && {
      relative: said?.difference ?? null,
      relativeLower: said?.interval.lower ?? null,
      relativeUpper: said?.interval.upper ?? null,
    }),
  };
}

/** JSON has no infinity. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
