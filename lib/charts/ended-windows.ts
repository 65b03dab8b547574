import { measureOf, type MetricMeaning } from '../model/metrics/kinds';

/** Whether what a unit does counts for ever: until its run ends. */
export function isOpenEnded(metric: MetricMeaning): boolean {
  return measureOf(metric).columns.some(
    (column) => 'window' in column && column.window.kind === 'after' && column.window.lengthHours === null,
  );
}
