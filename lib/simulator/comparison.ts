import { changeOf, type ShownChange } from '../analysis/shown-change';
import type { AnalysisResult } from '../model/analysis-result';
import type { ContrastEffect } from '../model/metric-result';
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

/** Of all units with the interval that the result page shows; of a segment with its own, at the plan's level. */
export interface FoundEffect extends ShownChange {
  /** Level of the interval: what both ends may miss together. */
  readonly alphaTwoSided: number;
  /** Null: the end that would say so was refused. */
  readonly inside: boolean | null;
}

/** An analysis at the end of `horizonDay` simulated days, laid beside the truth that was planted. */
export function compareWithPlanted(
  scenario: Scenario,
  result: AnalysisResult,
  horizonDay: number,
): readonly PlantedComparison[] {
  const { alphaTwoSided: planAlpha } = result;
  return result.metrics.flatMap((metric) => {
    const compared = (variant: string, segment: TruthSegment | null, one: Judged): PlantedComparison => {
      const position = scenario.variants.findIndex(({ key }) => key === variant);
      const planted = plantedEffect(scenario, position, metric.key, horizonDay, segment);
      return { metric: metric.key, variant, segment, planted, found: foundIn(one, planted, planAlpha) };
    };
    const ofAll = metric.effects.map((one) => compared(one.contrast.treatment, null, one));
    const ofSegments = metric.segments.flatMap(({ attribute, contrast, segments }) =>
      segments.flatMap(({ value, effect }) =>
        value === null ? [] : [compared(contrast.treatment, { attribute, value }, { effect })],
      ),
    );
    return [...ofAll, ...ofSegments];
  });
}

type Judged = Pick<ContrastEffect, 'effect' | 'ruleInterval' | 'alphaTwoSided'>;

function foundIn(one: Judged, planted: number, planAlpha: number): Outcome<FoundEffect> {
  if (!one.effect.ok) return one.effect;
  const { relative } = one.effect.value;
  if (!relative.ok) return relative;
  const change = changeOf(one.effect.value, one.ruleInterval);
  return say({ ...change, alphaTwoSided: alphaOf(one, planAlpha), inside: isInside(change, planted) });
}

function alphaOf({ ruleInterval, alphaTwoSided }: Judged, planAlpha: number): number {
  if (ruleInterval?.ok !== true) return alphaTwoSided ?? planAlpha;
  const { lower, upper } = ruleInterval.value;
  return lower.alphaOneSidedAtLook + upper.alphaOneSidedAtLook;
}

function isInside({ interval, refused }: ShownChange, planted: number): boolean | null {
  if (planted < interval.lower || interval.upper < planted) return false;
  return refused.lower === null && refused.upper === null ? true : null;
}
