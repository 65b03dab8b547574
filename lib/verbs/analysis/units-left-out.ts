import { unitMetricsOf, type LeftOut } from '../../exports/units-table';
import { cannotSaySentence } from '../../sentences/cannot-say';
import type { AnalysisView } from './result-answers';

/** The metrics of an analysis whose values its rows of units do not have, and why. */
export function unitsLeftOut({
  configuration,
  result,
}: Pick<AnalysisView, 'configuration' | 'result'>): readonly LeftOut[] {
  const failed = result.metrics.flatMap(({ key, failure }): [string, string][] =>
    failure === null ? [] : [[key, cannotSaySentence(failure)]],
  );
  return unitMetricsOf(configuration.metrics, new Map(failed)).leftOut;
}
