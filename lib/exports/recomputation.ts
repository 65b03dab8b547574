import type { AnalysisResult, ArmMoments, MetricResult, VariantEffect } from '../analysis/analysis-result';
import { measureOf } from '../analysis/measure';
import type { RunConfiguration } from '../analysis/run-configuration';
import type { Effect } from '../statistics/effect';
import type { ColumnMetric } from '../statistics/effects/linearise';

/** An arm as a recomputation needs it. Without joint columns, or besides them: its estimate and squared standard error. */
export interface ArmFacts {
  readonly n: number;
  readonly estimate: number;
  readonly samplingVariance: number;
  /** Null: infinite, the reference distribution is normal. */
  readonly degreesOfFreedom: number | null;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
}

export interface ExpectedFigures {
  readonly difference: number;
  readonly standardError: number;
  readonly pTwoSided: number;
  readonly lower: number;
  readonly upper: number;
  /** Null where the relative change cannot be said. */
  readonly relative: number | null;
  readonly relativeLower: number | null;
  readonly relativeUpper: number | null;
}

/** One effect: its arms, how they are compared, and the figures that the platform found. */
export interface EffectFacts {
  readonly metric: string;
  readonly variant: string;
  readonly alphaTwoSided: number;
  readonly control: ArmFacts;
  readonly treatment: ArmFacts;
  /** Over the columns of the arms' means. */
  readonly outcome: ColumnMetric;
  /** Empty: the effect is not adjusted. */
  readonly covariates: readonly ColumnMetric[];
  readonly expected: ExpectedFigures;
}

export interface Recomputation {
  readonly sampleRatio: {
    readonly observed: readonly number[];
    readonly shares: readonly number[];
    readonly p: number;
  } | null;
  readonly effects: readonly EffectFacts[];
}

/** Everything that has to be known to compute an analysis' figures again. What it could not say is left out. */
export function recomputationOf(configuration: RunConfiguration, result: AnalysisResult): Recomputation {
  const taking = result.variants.filter(({ expectedShare }) => expectedShare > 0);
  const { sampleRatio } = result.health;
  return {
    sampleRatio: sampleRatio.ok
      ? {
          observed: taking.map(({ units }) => units),
          shares: taking.map(({ expectedShare }) => expectedShare),
          p: sampleRatio.value.p,
        }
      : null,
    effects: result.metrics.flatMap((metric) =>
      metric.effects.flatMap((effect) => effectFacts(configuration, result, metric, effect)),
    ),
  };
}

function effectFacts(
  configuration: RunConfiguration,
  result: AnalysisResult,
  metric: MetricResult,
  { variant, effect, adjustment, alphaTwoSided }: VariantEffect,
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
      control: armFacts(control, isNormal),
      treatment: armFacts(treatment, isNormal),
      outcome: measure.outcome,
      covariates: adjustment?.ok === true ? measure.covariates : [],
      expected: expectedFigures(effect.value),
    },
  ];
}

function armFacts({ n, mean, variance, joint }: ArmMoments, isNormal: boolean): ArmFacts {
  return {
    n,
    estimate: mean,
    samplingVariance: variance / n,
    degreesOfFreedom: isNormal ? null : n - 1,
    means: joint?.means ?? [mean],
    covariances: joint?.covariances ?? [[variance]],
  };
}

function expectedFigures({
  difference,
  standardError,
  pTwoSided,
  interval,
  relative,
}: Effect): ExpectedFigures {
  const said = relative.ok ? relative.value : null;
  return {
    difference,
    standardError,
    pTwoSided,
    lower: interval.lower,
    upper: interval.upper,
    relative: said?.difference ?? null,
    relativeLower: said?.interval.lower ?? null,
    relativeUpper: said?.interval.upper ?? null,
  };
}
