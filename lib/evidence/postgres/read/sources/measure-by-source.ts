import type { MetricEvidence } from '../../../../analysis/evidence';
import { sourceOf } from '../../../../model/metrics/kinds';
import { cannotSay } from '../../../../statistics/outcome';
import type { Connection } from '../../../../database/connection';
import type { MeasuredMetric, MetricsRead, MetricsRequest } from '../../../read';
import { measureMetrics, type IncrementalReading } from '../measure-metrics';
import type { LoadedSource, LoadedSources } from './load-sources';
import { sourceRowsAsEvents } from './source-rows';

const notLoaded: LoadedSource = cannotSay('not-computable', 'source-not-of-run');

export interface BySource {
  readonly loaded: LoadedSources;
  /** Of the platform's events alone: nothing tells what of a source is new. */
  readonly incremental: IncrementalReading | null;
}

/** Metrics by where they read, each place in one pass: the platform's events, and every source. */
export async function measureBySource(
  client: Connection,
  request: MetricsRequest,
  { loaded, incremental }: BySource,
): Promise<MetricsRead> {
  const keys = [...new Set(request.metrics.map(sourceOf))].filter((key) => key !== null);
  const reading = (key: string | null) => request.metrics.filter((metric) => sourceOf(metric) === key);
  const ofEvents = await measureMetrics(client, { ...request, metrics: reading(null) }, { incremental });
  const reads: ReadMetrics[] = [ofEvents];
  for (const key of keys) {
    const source = loaded.get(key) ?? notLoaded;
    reads.push(await measureSource(client, request, key, source, reading(key)));
  }
  return {
    isIncremental: ofEvents.isIncremental,
    metrics: new Map(reads.flatMap(({ metrics }) => [...metrics])),
    queries: reads.flatMap(({ queries }) => queries),
  };
}

type ReadMetrics = Omit<MetricsRead, 'isIncremental'>;

async function measureSource(
  client: Connection,
  request: MetricsRequest,
  key: string,
  source: LoadedSource,
  metrics: readonly MeasuredMetric[],
): Promise<ReadMetrics> {
  if (!source.ok) {
    const evidence: MetricEvidence = source;
    return { metrics: new Map(metrics.map((metric) => [metric.key, evidence])), queries: [] };
  }
  const events = sourceRowsAsEvents(source.number, key, request.scope.environmentId);
  // What a unit did before is told from the platform's events, which the rows of the source stand in the place of.
  const attributes = request.attributes.filter((by) => typeof by === 'string');
  const read = await measureMetrics(client, { ...request, attributes, metrics }, { events });
  const own = read.queries.map((query) => ({ ...query, name: `${query.name} of the source ${key}` }));
  return { metrics: read.metrics, queries: [{ name: `source ${key}`, ...source.query }, ...own] };
}
