import type { Evidence, SegmentUnits } from '../../analysis/evidence';
import { eventNamesOf } from '../../model/metrics/measure';
import { measureOf } from '../../model/metrics/kinds';
import { bySegmentValue } from '../../model/planned-segment';
import type { RunMetric } from '../../model/run-configuration';
import type { RunScope, EvidenceSnapshot } from '../../evidence/read';
import type { NamedQuery } from './result-answers';
import type { PastSegments } from './past-segments';
import type { ReadableAttribute } from './readable-segments';

interface HealthRead {
  readonly evidence: Pick<Evidence, 'segmentUnits' | 'delays'>;
  readonly queries: readonly NamedQuery[];
}

/** What an analysis's health is judged by beside its units: the split within segments, and what arrives late. */
export async function gatherHealth(
  snapshot: EvidenceSnapshot,
  scope: RunScope,
  metrics: readonly RunMetric[],
  { readable, ofPasts }: { readonly readable: readonly ReadableAttribute[]; readonly ofPasts: PastSegments },
): Promise<HealthRead> {
  const triggering = scope.trigger === undefined ? [] : [scope.trigger.event];
  const ofMetrics = metrics.flatMap((metric) => eventNamesOf(measureOf(metric)));
  const names = [...new Set([...ofMetrics, ...triggering])].sort();
  const exposures = await snapshot.lateExposures(scope);
  const events = await snapshot.lateEvents(scope, names);
  const queries: NamedQuery[] = [
    { name: 'late exposures', ...exposures.query },
    { name: 'late events', ...events.query },
  ];
  const segmentUnits: SegmentUnits[] = [...ofPasts.units];
  for (const { attribute, by, other } of readable) {
    if (by === null) continue;
    const { rows, query } = await snapshot.segmentUnits(scope, by);
    const order = bySegmentValue(other);
    const sorted = [...rows].sort((a, b) => order(a.value, b.value));
    segmentUnits.push(...sorted.map((row) => ({ attribute, ...row })));
    queries.push({ name: `units by ${attribute}`, ...query });
  }
  const [counted] = exposures.rows;
  return {
    evidence: { segmentUnits, ...(counted && { delays: { ...counted, events: events.rows } }) },
    queries,
  };
}
