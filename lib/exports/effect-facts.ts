import type { AnalysisResult } from '../model/analysis-result';
import type { Contrast } from '../model/contrast';
import type { ArmMoments, MetricResult, ContrastEffect } from '../model/metric-result';
import type { Stratum } from '../analysis/stratified-arm';
import { withAttributes } from '../model/metrics/attribute-covariates';
import { measureOf } from '../model/metrics/kinds';
import type { RunConfiguration } from '../model/run-configuration';
import type { Effect, EffectMethod } from '../statistics/effect';
import type { ColumnMetric } from '../statistics/effects/linearise';
import { futilityFacts, type FutilityFacts } from './futility-facts';
import type { LookFacts } from './look-facts';
import { ruleFacts, type RuleFacts } from './rule-facts';
import { ownMember } from '../model/own-member';
import { stoppedFacts, type StoppedFacts } from './stopped-facts';

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
  /** By period of constant weights, where the weights changed within the run. */
  readonly strata: readonly Stratum[] | null;
  /** Of a quantile: where its interval at the plan's alpha begins and ends. */
  readonly orderStatistics: { readonly lower: number; readonly upper: number } | null;
}

interface StratumFacts {
  readonly n: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
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
  /** Left out, with all ends, where a file does not compute them. */
  readonly lower?: number;
  readonly upper?: number;
  /** Left out, with its ends, where the analysis has it by an older definition. */
  readonly relative?: number | null;
  readonly relativeLower?: number | null;
  readonly relativeUpper?: number | null;
}

/** One effect: its arms, how they are compared, and the figures that the platform found. */
export interface EffectFacts {
  readonly metric: string;
  readonly contrast: Contrast;
  /** Of this effect's interval. */
  readonly alphaTwoSided: number;
  /** Of an engine before 8: that level is this look's; since then it is the plan's, for this metric alone. */
  readonly isLevelOfLook: boolean;
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
  /** Of a post-stratified effect: both arms' units of each value, over the same columns. */
  readonly postStrata: readonly { readonly control: StratumFacts; readonly treatment: StratumFacts }[] | null;
  readonly expected: ExpectedFigures;
  /** mid-p: p is that of the hypergeometric, as an arm has few events, or few units without one. */
  readonly method: EffectMethod;
  readonly adjustment: {
    readonly coefficients: readonly number[];
    readonly varianceReduction: number;
    /** Null: the analysis has relative ends by an older definition, without it. */
    readonly varianceShared: number | null;
    readonly unadjusted: ExpectedFigures | null;
  } | null;
  /** Null: the decision stored no answers about it. */
  readonly rule: RuleFacts | null;
  /** Null: none is stored that follows from the moments of this look. */
  readonly stopped: StoppedFacts | null;
  /** Null: the look was not asked how much chance is left, or has no figure. */
  readonly futility: FutilityFacts | null;
  readonly nonInferiority: {
    readonly relativeMargin: number;
    readonly higherIsBetter: boolean;
    /** Degrees of freedom are those of the difference; before engine 8, of the distance. */
    readonly isOfDifference: boolean;
    readonly expected: Omit<StoredMargin, 'degreesOfFreedom'> & { readonly degreesOfFreedom: number | null };
  } | null;
}

type StoredMargin = Extract<NonNullable<ContrastEffect['nonInferiority']>, { readonly ok: true }>['value'];

/** The facts of one effect; none where it could not be said. */
export function effectFacts(
  configuration: RunConfiguration,
  result: AnalysisResult,
  metric: MetricResult,
  one: ContrastEffect,
  look: LookFacts | null,
): readonly EffectFacts[] {
  const { contrast, effect, adjustment, alphaTwoSided, nonInferiority, ruleInterval } = one;
  const definition = configuration.metrics.find(({ key }) => key === metric.key);
  const control = metric.arms.find((arm) => arm.variant === contrast.reference);
  const treatment = metric.arms.find((arm) => arm.variant === contrast.treatment);
  if (!effect.ok || definition === undefined || control === undefined || treatment === undefined) return [];
  const measure = withAttributes(measureOf(definition), metric.attributes ?? []);
  const isNormal = measure.quantile !== null;
  return [
    {
      metric: metric.key,
      contrast,
      alphaTwoSided: alphaTwoSided ?? result.alphaTwoSided,
      isLevelOfLook: ruleInterval === undefined,
      informationFractions: ownMember(look?.metricFractions, metric.key) ?? null,
      mixingVariance: ownMember(look?.mixingVariances, metric.key) ?? null,
      control: armFacts(control, isNormal),
      treatment: armFacts(treatment, isNormal),
      outcome: measure.outcome,
      covariates: adjustment?.ok === true ? measure.covariates : [],
      postStrata:
        adjustment?.ok === true && adjustment.value.strata !== undefined
          ? postStrataFacts(control, treatment)
          : null,
      expected: expectedFigures(effect.value),
      method: effect.value.method ?? 'welch',
      adjustment: adjustment?.ok === true ? adjustmentFacts(adjustment.value) : null,
      rule: look === null ? null : ruleFacts(metric, one, look.decision, look.number),
      stopped: look === null ? null : stoppedFacts(metric, contrast, look),
      futility: look === null ? null : futilityFacts(metric, contrast, look),
      nonInferiority:
        nonInferiority?.ok === true && metric.relativeMargin !== null
          ? {
              relativeMargin: metric.relativeMargin,
              higherIsBetter: metric.direction === 'higher-is-better',
              isOfDifference: nonInferiority.value.pBeyond !== undefined,
              expected: {
                ...nonInferiority.value,
                degreesOfFreedom: finite(nonInferiority.value.degreesOfFreedom),
              },
            }
          : null,
    },
  ];
}

function armFacts(
  { n, mean, variance, joint, strata, orderStatistics }: ArmMoments,
  isNormal: boolean,
): ArmFacts {
  return {
    n,
    estimate: mean,
    variance,
    degreesOfFreedom: isNormal ? null : n - 1,
    joint: joint === null ? null : { means: joint.means, covariances: joint.covariances },
    strata: strata ?? null,
    orderStatistics: orderStatistics ?? null,
  };
}

/** An effect is post-stratified only where both arms have units of every value. */
function postStrataFacts({ postStrata = [] }: ArmMoments, treatment: ArmMoments) {
  return postStrata.flatMap((control) => {
    const other = treatment.postStrata?.find(({ value }) => value === control.value);
    const factsOf = ({ n, means, covariances }: StratumFacts) => ({ n, means, covariances });
    return other === undefined ? [] : [{ control: factsOf(control), treatment: factsOf(other) }];
  });
}

function adjustmentFacts({
  coefficients,
  varianceReduction,
  varianceShared,
  unadjusted,
}: Extract<NonNullable<ContrastEffect['adjustment']>, { readonly ok: true }>['value']) {
  return {
    coefficients,
    varianceReduction,
    varianceShared: varianceShared ?? null,
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
