import { unitMetricsOf, type LeftOut } from '../../exports/units-table';
import type { AnalysisView } from './analysis-view';

/** The metrics of an analysis whose values its rows of units do not have, and why. */
export function unitsLeftOut({
  configuration,
  result,
}: Pick<AnalysisView, 'configuration' | 'result'>): readonly LeftOut[] {
  const failed = result.metrics.flatMap(({ key, failed: reason }): [string, string][] =>
    reason === null ? [] : [[key, reason]],
  );
  return unitMetricsOf(configuration.metrics, new Map(failed)).leftOut;
}
