import type { AnalysisResult } from '../analysis/analysis-result';
import type { RunConfiguration } from '../analysis/run-configuration';
import { effectFacts, type EffectFacts } from './effect-facts';
import { segmentFacts, type SegmentedFacts } from './segment-facts';

/** What a look knew besides its moments; null where the analysis is from before looks were stored. */
export interface LookFacts {
  /** The clock that the error was spent by: units over planned units at each look so far, this one last. */
  readonly lookFractions: readonly number[];
  /** The same of metrics that knew more than that, by key. */
  readonly metricFractions?: Readonly<Record<string, readonly number[]>> | undefined;
  /** tau^2 by metric key, of an always-valid plan. */
  readonly mixingVariances: Readonly<Record<string, number>>;
}

export interface Recomputation {
  readonly plan: {
    readonly method: RunConfiguration['plan']['method'];
    readonly spending: string;
    readonly alphaTwoSided: number;
    /** Null: the levels of the intervals cannot be computed again, and are taken as they stand. */
    readonly lookFractions: readonly number[] | null;
  };
  readonly sampleRatio: {
    readonly observed: readonly number[];
    readonly shares: readonly number[];
    readonly expected: { readonly statistic: number; readonly degreesOfFreedom: number; readonly p: number };
  } | null;
  readonly effects: readonly EffectFacts[];
  readonly segments: readonly SegmentedFacts[];
}

/** Everything that has to be known to compute an analysis' figures again. What it could not say is left out. */
export function recomputationOf(
  configuration: RunConfiguration,
  result: AnalysisResult,
  look: LookFacts | null,
): Recomputation {
  const taking = result.variants.filter(({ expectedShare }) => expectedShare > 0);
  const { sampleRatio } = result.health;
  const { method, spending } = configuration.plan;
  return {
    plan: {
      method,
      spending,
      alphaTwoSided: result.alphaTwoSided,
      lookFractions: look?.lookFractions ?? null,
    },
    sampleRatio: sampleRatio.ok
      ? {
          observed: taking.map(({ units }) => units),
          shares: taking.map(({ expectedShare }) => expectedShare),
          expected: sampleRatio.value,
        }
      : null,
    effects: result.metrics.flatMap((metric) =>
      metric.effects.flatMap((effect) => effectFacts(configuration, result, metric, effect, look)),
    ),
    segments: result.metrics.flatMap((metric) =>
      metric.segments.flatMap((segmented) => segmentFacts(result, metric, segmented)),
    ),
  };
}
