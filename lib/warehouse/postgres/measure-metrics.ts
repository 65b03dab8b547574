import type { MetricEvidence, ReadMetric } from '../../analysis/evidence';
import { measureOf, type Measure } from '../../analysis/measure';
import type { Connection } from '../../database/connection';
import { normalIsf } from '../../statistics/distributions/normal';
import type { ExecutedQuery, Figures, MeasuredMetric, MetricsRead, MetricsRequest } from '../warehouse';
import { populationOf } from './population-of';
import { scorecardMoments } from './scorecard-moments';
import { scorecardQuantiles } from './scorecard-quantiles';
import { statementFailure } from './statement-failure';

interface Wanted {
  readonly key: string;
  readonly measure: Measure;
}

type Read = (metrics: readonly Wanted[]) => Promise<Figures<ReadMetric>>;

/**
 * All metrics of a run: those of moments in one statement, quantiles in another. Where a statement fails, its metrics are
 * read one by one, and each that fails carries its reason; the others are there.
 */
export async function measureMetrics(client: Connection, request: MetricsRequest): Promise<MetricsRead> {
  const population = await populationOf(client, request.scope);
  const wanted = request.metrics.map((metric: MeasuredMetric) => ({
    key: metric.key,
    measure: measureOf(metric),
  }));
  const moments = wanted.filter(({ measure }) => measure.quantile === null);
  const quantiles = wanted.filter(({ measure }) => measure.quantile !== null);
  const zTwoSided = normalIsf(request.alphaTwoSided / 2);
  const ofMoments = await readAll(client, 'metrics', moments, (metrics) =>
    scorecardMoments(client, {
      population,
      measures: metrics.map(({ measure }) => measure),
      attributes: request.attributes,
    }),
  );
  const ofQuantiles = await readAll(client, 'quantiles', quantiles, (metrics) =>
    scorecardQuantiles(client, {
      population,
      measures: metrics.map(({ measure }) => ({ ...measure, quantile: measure.quantile ?? 0.5 })),
      zTwoSided,
    }),
  );
  return {
    metrics: new Map([...ofMoments.metrics, ...ofQuantiles.metrics]),
    queries: [...ofMoments.queries, ...ofQuantiles.queries],
  };
}

async function readAll(
  client: Connection,
  name: string,
  wanted: readonly Wanted[],
  read: Read,
): Promise<MetricsRead> {
  if (wanted.length === 0) return { metrics: new Map(), queries: [] };
  const together = await attempt(client, () => read(wanted));
  if (together.ok) return collected(wanted, together.value, name);
  const metrics = new Map<string, MetricEvidence>();
  const queries: MetricsRead['queries'][number][] = [];
  for (const metric of wanted) {
    // What failed alone fails again alone: it is not tried a second time.
    const alone = wanted.length === 1 ? together : await attempt(client, () => read([metric]));
    if (alone.ok) {
      const one = collected([metric], alone.value, `metric ${metric.key}`);
      one.metrics.forEach((evidence, key) => metrics.set(key, evidence));
      queries.push(...one.queries);
    } else {
      metrics.set(metric.key, { ok: false, reason: alone.reason });
    }
  }
  return { metrics, queries };
}

function collected(
  wanted: readonly Wanted[],
  { rows, query }: Figures<ReadMetric>,
  name: string,
): MetricsRead {
  const metrics = new Map<string, MetricEvidence>();
  wanted.forEach(({ key }, index) => {
    const row = rows[index];
    if (row !== undefined) metrics.set(key, row);
  });
  const named: ExecutedQuery & { readonly name: string } = { name, ...query };
  return { metrics, queries: [named] };
}

type Attempt<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string };

/** Runs a read inside a savepoint, so that a statement that fails leaves the snapshot usable. */
export async function attempt<Value>(
  client: Connection,
  read: () => Promise<Value>,
): Promise<Attempt<Value>> {
  await client.query('savepoint metrics');
  try {
    const value = await read();
    await client.query('release savepoint metrics');
    return { ok: true, value };
  } catch (error) {
    const reason = statementFailure(error);
    if (reason === null) throw error;
    await client.query('rollback to savepoint metrics');
    return { ok: false, reason };
  }
}
