import { isDeepStrictEqual } from 'node:util';
import type { MetricFactsBody } from '../model/metrics/facts';
import type { MetricMeaning } from '../model/metrics/kinds';
import { ConflictError } from '../errors';
import type { ApiClient } from './api-client';

/** A metric as the API takes it. */
export type MetricBody = MetricFactsBody & MetricMeaning;

/** Creates the metric, or finds it defined in the same way. Throws ConflictError where it means something else. */
export async function ensureMetric(client: ApiClient, metric: MetricBody): Promise<void> {
  const found = await client.find('getMetric', { key: metric.key });
  if (found === null) {
    await client.call('createMetric', metric);
    return;
  }
  const { kind, definition } = found;
  if (kind === metric.kind && isDeepStrictEqual(definition, metric.definition)) return;
  throw new ConflictError(
    'METRIC_DIFFERS',
    `There is already a metric "${metric.key}", defined otherwise (${kind}). Give this one another key.`,
  );
}
