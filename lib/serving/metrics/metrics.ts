import { COUNTED_REASONS, type CountedReason } from '../prepared-flag';
import { createLabelledCounts, LatencyHistogram, type Count, type LabelledCounts } from './counts';

/** What an ingestion route answered. */
export interface IngestionCounts {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejectedByCode: Readonly<Record<string, number>>;
}

/** What this data plane counts of itself; `exposition.ts` writes it for Prometheus. */
export interface ServingMetrics {
  /** Evaluations by reason, as the answers say it. */
  readonly evaluations: LabelledCounts<'reason'>;
  /** Counts one that ended in a prepared flag. */
  readonly evaluated: (reasonIndex: number) => void;
  readonly evaluatedFor: (reason: CountedReason) => void;
  readonly requests: LabelledCounts<'route' | 'method' | 'status'>;
  readonly ingested: LabelledCounts<'kind' | 'verdict'>;
  readonly latency: ReadonlyMap<string, LatencyHistogram>;
  /** Times that an assignment which needs to know the unit's earlier variant was looked up. */
  readonly lookups: LabelledCounts<'result'>;
  readonly latencyOf: (route: string) => LatencyHistogram;
  readonly countIngested: (kind: 'exposures' | 'events' | 'identities', counts: IngestionCounts) => void;
}

export function createServingMetrics(): ServingMetrics {
  const latency = new Map<string, LatencyHistogram>();
  const ingested = createLabelledCounts<'kind' | 'verdict'>();
  const evaluations = createLabelledCounts<'reason'>();
  const byReason = COUNTED_REASONS.map((reason) => evaluations.of({ reason }));
  const evaluated = (reasonIndex: number) => {
    const count = byReason[reasonIndex];
    if (count !== undefined) count.value += 1;
  };
  return {
    evaluations,
    evaluated,
    evaluatedFor: (reason) => evaluated(COUNTED_REASONS.indexOf(reason)),
    requests: createLabelledCounts(),
    lookups: createLabelledCounts(),
    ingested,
    latency,
    latencyOf: (route) => {
      const known = latency.get(route);
      if (known !== undefined) return known;
      const histogram = new LatencyHistogram();
      latency.set(route, histogram);
      return histogram;
    },
    countIngested: (kind, { accepted, duplicate, rejectedByCode }) => {
      ingested.of({ kind, verdict: 'accepted' }).value += accepted;
      ingested.of({ kind, verdict: 'duplicate' }).value += duplicate;
      for (const items of Object.values(rejectedByCode))
        ingested.of({ kind, verdict: 'rejected' }).value += items;
    },
  };
}

/** The counts of one route, found once: by status, since a request knows its route before its end. */
export interface RouteCounts {
  readonly ofStatus: (status: number) => Count;
  readonly latency: LatencyHistogram;
}

export function createRouteCounts(metrics: ServingMetrics, route: string, method: string): RouteCounts {
  const byStatus: Count[] = [];
  return {
    latency: metrics.latencyOf(route),
    ofStatus: (status) =>
      (byStatus[status] ??= metrics.requests.of({ route, method, status: String(status) })),
  };
}
