import type { AnalysisResult } from '../model/analysis-result';
import type { Effect, Interval } from '../statistics/effect';
import { say, type Outcome } from '../statistics/outcome';
import type { Scenario } from './scenario';
import { plantedEffect, type TruthSegment } from './truth';

/** What was planted, and what an analysis says of it. Effects are relative: 0.05 is +5 %. */
export interface PlantedComparison {
  readonly metric: string;
  readonly variant: string;
  /** Null: all units. */
  readonly segment: TruthSegment | null;
  readonly planted: number;
  readonly found: Outcome<FoundEffect>;
}

export interface FoundEffect {
  readonly difference: number;
  readonly interval: Interval;
  /** Level of the interval; of a segment that of the plan. */
  readonly alphaTwoSided: number;
  readonly inside: boolean;
}

/** An analysis at the end of `horizonDay` simulated days, laid beside the truth that was planted. */
export function compareWithPlanted(
  scenario: Scenario,
  result: AnalysisResult,
  horizonDay: number,
): readonly PlantedComparison[] {
  return result.metrics.flatMap((metric) => {
    const truthOf = (variant: string, segment: TruthSegment | null) => {
      const position = scenario.variants.findIndex(({ key }) => key === variant);
      return plantedEffect(scenario, position, metric.key, horizonDay, segment);
    };
    const compared = (
      variant: string,
      segment: TruthSegment | null,
      effect: Outcome<Effect>,
      alpha: number,
    ) => {
      const planted = truthOf(variant, segment);
      return { metric: metric.key, variant, segment, planted, found: foundIn(effect, planted, alpha) };
    };
    const ofAll = metric.effects.map(({ contrast, effect, alphaTwoSided = result.alphaTwoSided }) =>
      compared(contrast.treatment, null, effect, alphaTwoSided),
    );
    const ofSegments = metric.segments.flatMap(({ attribute, contrast, segments }) =>
      segments.flatMap(({ value, effect }) =>
        value === null
          ? []
          : [compared(contrast.treatment, { attribute, value }, effect, result.alphaTwoSided)],
      ),
    );
    return [...ofAll, ...ofSegments];
  });
}

function foundIn(effect: Outcome<Effect>, planted: number, alphaTwoSided: number): Outcome<FoundEffect> {
  if (!effect.ok) return effect;
  const { relative } = effect.value;
  if (!relative.ok) return relative;
  const { difference, interval } = relative.value;
  const inside = interval.lower <= planted && planted <= interval.upper;
  return say({ difference, interval, alphaTwoSided, inside });
}
