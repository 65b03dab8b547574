import type { AnalysisResult } from '../model/analysis-result';
import type { RunPlan } from '../model/run-configuration';
import { tightestMixingVariance } from '../statistics/sequential/always-valid';
import type { MixingVariances } from '../model/decision';

/**
 * tau^2 of every metric of an always-valid plan, set at its first look and kept: the interval is then tightest at the
 * planned size (without one, at the units there are now). Only the metric's spread is taken from the data, never its
 * effect: the standard error of now shrinks with the root of the units still to come. The widest treatment counts.
 */
export function mixingVariancesOf(plan: RunPlan, atPlanAlpha: AnalysisResult): MixingVariances {
  const units = atPlanAlpha.variants.reduce((sum, variant) => sum + variant.units, 0);
  const entries = atPlanAlpha.metrics.flatMap(({ key, effects, arms }): [string, number][] => {
    const matured = units - arms.reduce((sum, { waiting }) => sum + waiting, 0);
    const shrinkage = plan.plannedUnits === null ? 1 : Math.sqrt(matured / plan.plannedUnits);
    const errors = effects.flatMap(({ effect }) => (effect.ok ? [effect.value.standardError] : []));
    if (errors.length === 0) return [];
    const mixingVariance = tightestMixingVariance({
      plannedStandardError: shrinkage * Math.max(...errors),
      alphaTwoSided: plan.alphaTwoSided,
    });
    return mixingVariance.ok ? [[key, mixingVariance.value]] : [];
  });
  return Object.fromEntries(entries);
}
