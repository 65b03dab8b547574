import type { AnalysisResult } from '../model/analysis-result';
import type { RunConfiguration } from '../model/run-configuration';
import { effectFacts, type EffectFacts } from './effect-facts';
import {
  futilityOfLooks,
  looksAhead,
  type FutilityOfLook,
  type LooksAhead,
  type StoredLook,
} from './futility-facts';
import { lastingFacts, type LastingFacts } from './lasting-facts';
import type { LookFacts } from './look-facts';
import { notRecomputed, type NotRecomputed } from './not-recomputed';
import { heterogeneityAdjustedP, segmentFacts, type SegmentedFacts } from './segment-facts';

export interface Recomputation {
  readonly plan: {
    readonly method: RunConfiguration['plan']['method'];
    readonly spending: string;
    readonly alphaTwoSided: number;
    /** Null: the levels of the intervals cannot be computed again, and are taken as they stand. */
    readonly lookFractions: readonly number[] | null;
    /** Whether always-valid tests take a Student t as a normal statistic, in place of the normal one with its tail. */
    readonly takesTAsNormal: boolean;
    /** How many tests of each kind the rule asks: variants against the control, success metrics, all metrics. */
    readonly comparisons: number;
    readonly successMetrics: number;
    readonly metrics: number;
    /** Null: the look of the file was not asked about futility. */
    readonly futility: LooksAhead | null;
  };
  readonly sampleRatio: {
    /** One, or one a period where the weights changed within the run: their statistics are summed. */
    readonly strata: readonly { readonly observed: readonly number[]; readonly shares: readonly number[] }[];
    readonly expected: { readonly statistic: number; readonly degreesOfFreedom: number; readonly p: number };
  } | null;
  readonly effects: readonly EffectFacts[];
  readonly segments: readonly SegmentedFacts[];
  /** Of those segments whose heterogeneity is not null, in their order: p corrected for all of them. */
  readonly heterogeneityAdjustedP: readonly number[];
  readonly lasting: readonly LastingFacts[];
  /** Of each look that was asked how much chance is left, this one last. */
  readonly futility: readonly FutilityOfLook[];
  /** What is taken as it stands, or left out, and why. */
  readonly notRecomputed: readonly NotRecomputed[];
}

/**
 * Everything that has to be known to compute an analysis' figures again. What it could not say is left out. `looks` are those of the run up
 * to this one.
 */
export function recomputationOf(
  configuration: RunConfiguration,
  result: AnalysisResult,
  look: LookFacts | null,
  looks: readonly StoredLook[] = [],
): Recomputation {
  const { sampleRatio } = result.health;
  const { method, spending } = configuration.plan;
  return {
    plan: {
      method,
      spending,
      alphaTwoSided: result.alphaTwoSided,
      lookFractions: look?.lookFractions ?? null,
      takesTAsNormal: look?.takesTAsNormal === true,
      comparisons: configuration.variants.length - 1,
      successMetrics: configuration.metrics.filter(({ role }) => role === 'success').length,
      metrics: configuration.metrics.length,
      futility: looksAhead(configuration, look),
    },
    sampleRatio: sampleRatio.ok
      ? {
          strata: splitStrata(result),
          expected: sampleRatio.value,
        }
      : null,
    effects: result.metrics.flatMap((metric) =>
      metric.effects.flatMap((effect) => effectFacts(configuration, result, metric, effect, look)),
    ),
    segments: result.metrics.flatMap((metric) =>
      metric.segments.flatMap((segmented) => segmentFacts(result, metric, segmented)),
    ),
    heterogeneityAdjustedP: heterogeneityAdjustedP(result.metrics),
    lasting: lastingFacts(result),
    futility: futilityOfLooks(looks),
    notRecomputed: notRecomputed(configuration, result, look?.decision ?? null),
  };
}

/** What was tested: variants of weight 0, and periods that cannot say, have no place in it. */
function splitStrata({ variants, health: { periodRatios } }: AnalysisResult) {
  const whole = {
    units: variants.map(({ units }) => units),
    expectedShares: variants.map(({ expectedShare }) => expectedShare),
  };
  const said = periodRatios.filter(({ sampleRatio }) => sampleRatio.ok);
  return (periodRatios.length === 0 ? [whole] : said).map(({ units, expectedShares }) => ({
    observed: units.filter((_, position) => (expectedShares[position] ?? 0) > 0),
    shares: expectedShares.filter((share) => share > 0),
  }));
}
