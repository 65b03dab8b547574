import { z } from 'zod';
import { archiveMetric } from '../../services/metrics/archive-metric';
import { calibrateMetric, calibrateMetricInput } from '../../services/metrics/calibrate-metric';
import { createMetric } from '../../services/metrics/create-metric';
import { getMetric } from '../../services/metrics/get-metric';
import { listMetrics, listMetricsInput } from '../../services/metrics/list-metrics';
import {
  metricFactsSchema,
  metricFieldsDescription,
  metricMeaningSchema,
} from '../../services/metrics/metric-input';
import { updateMetric, updateMetricInput } from '../../services/metrics/update-metric';
import { answering, answeringVersioned } from '../route-description';
import { calibrationSchema, metricPageSchema, metricSchema } from './answers/metrics';
import { inputOf, withoutPlace, withoutUndefined } from './bodies';
import { takingBack } from './read-only';
import type { Route } from './route';

const path = '/api/v1/metrics';
const success = answeringVersioned(metricSchema);
const newBody = z
  .intersection(takingBack(metricFactsSchema, metricSchema), metricMeaningSchema)
  .meta({ ...metricFieldsDescription.meta() });
const changesBody = takingBack(updateMetricInput.shape.changes, metricSchema);
const calibrationBody = withoutPlace(calibrateMetricInput);

export const metricRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    operation: 'listMetrics',
    summary: 'List metrics by key',
    query: listMetricsInput,
    success: answering(metricPageSchema),
    handle: async ({ ctx, query }) => ({ body: await listMetrics({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path,
    operation: 'createMetric',
    summary: 'Define a metric',
    body: newBody,
    success: answeringVersioned(metricSchema, 201),
    handle: async ({ ctx, body }) => ({ body: await createMetric({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: `${path}/{key}`,
    operation: 'getMetric',
    summary: 'Read a metric',
    success,
    handle: async ({ ctx, parameters }) => ({ body: await getMetric({ ctx, input: parameters }) }),
  },
  {
    method: 'PATCH',
    path: `${path}/{key}`,
    operation: 'updateMetric',
    summary: 'Change a metric for runs that start from now on',
    ifMatch: 'required',
    body: changesBody,
    success,
    handle: async ({ ctx, parameters, body, version }) => ({
      body: await updateMetric({ ctx, input: { ...parameters, version, changes: body } }),
    }),
  },
  {
    method: 'DELETE',
    path: `${path}/{key}`,
    operation: 'archiveMetric',
    summary: 'Archive a metric that no draft or running experiment measures',
    ifMatch: 'optional',
    success,
    handle: async ({ ctx, parameters, version }) => ({
      body: await archiveMetric({ ctx, input: withoutUndefined({ ...parameters, version }) }),
    }),
  },
  {
    method: 'POST',
    path: `${path}/{key}/calibration`,
    operation: 'calibrateMetric',
    summary: 'Split past units at random, again and again: whether the analysis of the metric is calibrated',
    body: calibrationBody,
    success: answering(calibrationSchema),
    handle: async (call) => ({ body: await calibrateMetric({ ctx: call.ctx, input: inputOf(call) }) }),
  },
];
