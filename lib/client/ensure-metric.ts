import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { MetricFactsBody } from '../model/metrics/facts';
import type { MetricMeaning } from '../model/metrics/kinds';
import { ConflictError } from '../errors';
import { expecting, type ApiClient } from './api-client';

/** A metric as the API takes it. */
export type MetricBody = MetricFactsBody & MetricMeaning;

const metricSchema = z.object({ kind: z.string(), definition: z.unknown() });

/** Creates the metric, or finds it defined in the same way. Throws ConflictError where it means something else. */
export async function ensureMetric(client: ApiClient, metric: MetricBody): Promise<void> {
  const found = await client.request('GET', `/api/v1/metrics/${encodeURIComponent(metric.key)}`);
  if (found.status === 404) {
    await expecting(metricSchema, client.request('POST', '/api/v1/metrics', metric), 201);
    return;
  }
  const { kind, definition } = await expecting(metricSchema, Promise.resolve(found), 200);
  if (kind === metric.kind && isDeepStrictEqual(definition, metric.definition)) return;
  throw new ConflictError(
    'METRIC_DIFFERS',
    `There is already a metric "${metric.key}", defined otherwise (${kind}). Give this one another key.`,
  );
}
