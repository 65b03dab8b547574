import type { Evidence } from '../analysis/evidence';
import { measureOf } from '../model/metrics/kinds';
import type { Measure } from '../model/metrics/measure';
import type { RunConfiguration } from '../model/run-configuration';
import type { EarlierLooks } from '../model/decision';
import type { LookProgress, MetricProgress } from './look';

const hourMs = 3_600_000;

/** When an analysis is made of a run, and what was looked at before. */
export type LookInstant = Pick<LookProgress, 'ended' | 'startedAt' | 'endedAt' | 'now'> & {
  readonly earlier: EarlierLooks | null;
};

/** How far a run has got, metric by metric, from its evidence. */
export function lookProgress(
  { metrics }: RunConfiguration,
  evidence: Pick<Evidence, 'units' | 'metrics'>,
  { earlier, ...instant }: LookInstant,
): LookProgress {
  const units = evidence.units.reduce((sum, row) => sum + row.units, 0);
  const waits = metrics.map((metric) => longestWaitMs(measureOf(metric)));
  return {
    ...instant,
    units,
    metrics: metrics.map(({ key }): MetricProgress => {
      const read = evidence.metrics.get(key);
      if (read?.ok !== true) return { key, matured: units, waiting: 0, failed: true };
      const waiting = read.arms.reduce((sum, arm) => sum + arm.waiting, 0);
      return { key, matured: units - waiting, waiting, failed: false };
    }),
    longestWaitMs: Math.max(0, ...waits),
    earlier: earlier ?? { lookFractions: [] },
  };
}

/** How long after its first exposure a unit's window can end at the latest; 0: nobody waits for it. */
function longestWaitMs({ complete }: Measure): number {
  if (complete === null || complete.kind === 'before') return 0;
  // The last of the local days ends within two days of its number, whatever the hour of exposure and the change of clocks.
  if (complete.kind === 'local-days') return (complete.to + 2) * 24 * hourMs;
  return complete.lengthHours === null ? 0 : (complete.startHours + complete.lengthHours) * hourMs;
}
