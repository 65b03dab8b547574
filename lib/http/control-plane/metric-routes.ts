import { archiveMetric } from '../../services/metrics/archive-metric';
import { calibrateMetric } from '../../services/metrics/calibrate-metric';
import { createMetric } from '../../services/metrics/create-metric';
import { getMetric } from '../../services/metrics/get-metric';
import { listMetrics } from '../../services/metrics/list-metrics';
import type { MetricView } from '../../services/metrics/metric-view';
import { updateMetric } from '../../services/metrics/update-metric';
import { optionalObject } from './bodies';
import type { Route, RouteAnswer } from './route';

const path = '/api/v1/metrics';

function answer(metric: MetricView, status = 200): RouteAnswer {
  return { status, body: metric, version: metric.version };
}

export const metricRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    summary: 'List metrics by key',
    handle: async ({ ctx, query }) => ({ status: 200, body: await listMetrics({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    summary: 'Define a metric',
    handle: async ({ ctx, body }) => answer(await createMetric({ ctx, input: body }), 201),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    summary: 'Read a metric',
    handle: async ({ ctx, parameters }) => answer(await getMetric({ ctx, input: parameters })),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    summary: 'Change a metric for runs that start from now on',
    ifMatch: 'required',
    handle: async ({ ctx, parameters, body, version }) =>
      answer(await updateMetric({ ctx, input: { ...parameters, version, changes: body } })),
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    summary: 'Archive a metric that no draft or running experiment measures',
    handle: async ({ ctx, parameters }) => answer(await archiveMetric({ ctx, input: parameters })),
  },
  {
    method: 'POST',
    path: `${path}/{key}/calibration`,
    summary: 'Split past units at random, again and again: whether the analysis of the metric is calibrated',
    handle: async ({ ctx, parameters, body }) => ({
      status: 200,
      body: await calibrateMetric({ ctx, input: { ...optionalObject(body), ...parameters } }),
    }),
  },
];
