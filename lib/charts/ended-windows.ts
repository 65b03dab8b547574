import { measureOf, type MetricMeaning } from '../model/metrics/kinds';
import type { UnitValue } from '../model/metrics/measure';

const dayHours = 24;
const hourMs = 3_600_000;

/** Whether what a unit does counts for ever: until its run ends. */
export function isOpenEnded(metric: MetricMeaning): boolean {
  return measureOf(metric).columns.some(
    (column) => 'window' in column && column.window.kind === 'after' && column.window.lengthHours === null,
  );
}

/** When the last window of a run's units has closed, of a run that ended at `endedAt`: one without an end closes with the run. */
export function windowsClosedAt(metrics: readonly MetricMeaning[], endedAt: Date): Date {
  const hours = metrics.flatMap((metric) => measureOf(metric).columns.map(hoursOf));
  return new Date(endedAt.getTime() + Math.max(0, ...hours) * hourMs);
}

/** Hours from the first exposure to the end of the window. */
function hoursOf(column: UnitValue): number {
  if (!('window' in column)) return 0;
  const { window } = column;
  if (window.kind === 'before') return 0;
  if (window.kind === 'after') return window.startHours + (window.lengthHours ?? 0);
  // The day of the exposure is day 0, and the last day ends with it.
  return (window.to + 1) * dayHours;
}
