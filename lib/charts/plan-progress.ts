import type { AnalysisResult } from '../model/analysis-result';
import type { RunPlan } from '../model/run-configuration';

/** Units in all variants of a result. */
export function unitsOf(result: AnalysisResult | null): number {
  return result === null ? 0 : result.variants.reduce((sum, variant) => sum + variant.units, 0);
}

/** How much of its plan a run has, as its looks count it. */
export interface PlanProgress {
  /** Units whose windows have ended, of the metric with the fewest. */
  readonly matured: number;
  readonly planned: number | null;
  /** At most 1; null: no size was planned. */
  readonly share: number | null;
}

export function planProgress(
  { plannedUnits: planned }: Pick<RunPlan, 'plannedUnits'>,
  result: AnalysisResult | null,
): PlanProgress {
  const matured = maturedIn(result);
  return { matured, planned, share: planned === null ? null : Math.min(1, matured / planned) };
}

/** Units that every metric counts: those exposed less those whose window has not ended. */
function maturedIn(result: AnalysisResult | null): number {
  const waiting = (result?.metrics ?? []).map(({ arms }) => arms.reduce((sum, arm) => sum + arm.waiting, 0));
  return unitsOf(result) - Math.max(0, ...waiting);
}
