import type { RunPlan } from '../analysis/run-configuration';
import type { Effect } from '../statistics/effect';
import { alwaysValidInference } from '../statistics/sequential/always-valid';
import { groupSequentialBounds } from '../statistics/sequential/group-sequential';
import { nominalAlphaPerSide } from '../statistics/sequential/group-sequential-interval';
import { say, type Outcome } from '../statistics/outcome';
import type { LookTaken } from './look';
import type { ExperimentPlan } from './plan';
import type { MixingVariances } from './run-plan';

/** The two-sided alpha at which one effect's interval is shown at a look, from the effect at the plan's own alpha. */
export type LookLevel = (metric: string, effectAtPlanAlpha: Effect) => number;

/**
 * The level of the intervals that people read at a look, so that all looks' intervals together cover with the plan's
 * confidence. Fixed: the plan's alpha. Group sequential: the tail beyond this look's bound, on both sides (repeated
 * intervals). Always valid: the tail beyond the always-valid half-width in standard errors; without a mixing variance 0,
 * at which nothing can be said. Not corrected for the number of metrics; the decision rule is.
 */
export function lookLevel(
  plan: RunPlan,
  { method }: ExperimentPlan,
  { lookFractions, metricFractions = {} }: LookTaken,
  mixingVariances: MixingVariances,
): Outcome<LookLevel> {
  const { alphaTwoSided } = plan;
  if (method.kind === 'fixed') return say(() => alphaTwoSided);
  if (method.kind === 'group-sequential') {
    const levelAt = (informationFractions: readonly number[]): Outcome<number> => {
      const { spending } = method;
      const bounds = groupSequentialBounds({
        informationFractions,
        spendingFractions: lookFractions,
        spending,
        alpha: alphaTwoSided,
        sides: 2,
      });
      if (!bounds.ok) return bounds;
      const perSide = nominalAlphaPerSide(bounds.value.at(-1) ?? Infinity);
      return perSide.ok ? say(2 * perSide.value) : perSide;
    };
    const shared = levelAt(lookFractions);
    if (!shared.ok) return shared;
    const own = new Map<string, number>();
    for (const [metric, fractions] of Object.entries(metricFractions)) {
      const level = levelAt(fractions);
      if (!level.ok) return level;
      own.set(metric, level.value);
    }
    return say((metric) => own.get(metric) ?? shared.value);
  }
  return say((metric, { difference, standardError }) => {
    const inference = alwaysValidInference({
      difference,
      standardError,
      mixingVariance: mixingVariances[metric] ?? 0,
      alphaTwoSided,
    });
    if (!inference.ok) return 0;
    const perSide = nominalAlphaPerSide((inference.value.interval.upper - difference) / standardError);
    return perSide.ok ? 2 * perSide.value : 0;
  });
}
