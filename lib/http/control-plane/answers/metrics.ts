import { z } from 'zod';
import type { MetricGroupPage } from '../../../services/metric-groups/list-metric-groups';
import {
  metricGroupInputSchema,
  type MetricGroupView,
} from '../../../services/metric-groups/metric-group-view';
import type { MetricPage } from '../../../services/metrics/list-metrics';
import { metricFactsSchema, metricMeaningSchema } from '../../../services/metrics/metric-input';
import type { MetricView } from '../../../services/metrics/metric-view';
import { setByServer } from '../read-only';
import { historyFields, nextField } from './page';

const metricFacts = {
  ...metricFactsSchema.shape,
  ...historyFields,
  archivedAt: setByServer(z.date().nullable()),
};

export const metricSchema: z.ZodType<MetricView> = z
  .intersection(z.object(metricFacts), metricMeaningSchema)
  .meta({ id: 'Metric', description: 'A metric: its name, and what it measures.' });

const metricSummarySchema = z
  .intersection(
    z.object({ ...metricFacts, experiments: z.int().describe('How many experiments measure it.') }),
    metricMeaningSchema,
  )
  .meta({ id: 'MetricSummary' });

export const metricPageSchema = z.object({ metrics: z.array(metricSummarySchema), next: nextField }).meta({
  id: 'MetricPage',
  description: 'Metrics in use, by key.',
}) satisfies z.ZodType<MetricPage>;

export const metricGroupSchema = z.object({ ...metricGroupInputSchema.shape, ...historyFields }).meta({
  id: 'MetricGroup',
  description: 'Metrics with their roles, under a name.',
}) satisfies z.ZodType<MetricGroupView>;

export const metricGroupPageSchema = z.object({ groups: z.array(metricGroupSchema), next: nextField }).meta({
  id: 'MetricGroupPage',
  description: 'Metric groups, by key.',
}) satisfies z.ZodType<MetricGroupPage>;

export const calibrationSchema = z
  .looseObject({
    metric: z.string(),
    from: z.date(),
    to: z.date(),
    units: z.int().describe('Units that sent anything then.'),
    unitsRead: z.int().describe('How many of them were split.'),
    seed: z.int().describe('The same seed, the same events: the same splits.'),
    rounds: z.int().describe('Splits whose p was computed.'),
    alphaTwoSided: z.number(),
    falsePositiveShare: z
      .number()
      .nullable()
      .describe('Share of the splits with p below alpha: what should be alpha.'),
    histogram: z.array(z.int()).describe('How many p-values fall into each twentieth, from 0 on.'),
    verdict: z.enum(['calibrated', 'not-calibrated', 'cannot-say']),
    sentence: z.string().describe('The verdict in words, with its reason.'),
  })
  .meta({
    id: 'MetricCalibration',
    description: 'What the analysis says of random splits, which cannot have an effect.',
  });
