import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { intervalSchema, outcomeOf } from '../../model/effect';
import { schemaOf } from '../../model/schema-of';
import type { UniformityTest } from '../../statistics/quality/uniformity';
import { metricMeaningSchema } from '../../model/metrics/kinds';
import { metricFactsSchema } from '../../model/metrics/facts';
import { historyFields, nextField, setByServer } from '../../model/answer-fields';

const metricFacts = {
  ...metricFactsSchema.shape,
  ...historyFields,
  archivedAt: setByServer(z.date().nullable()),
};

export const metricSchema = z
  .intersection(z.object(metricFacts), metricMeaningSchema)
  .meta({ id: 'Metric', description: 'A metric: its name and definition.' });

const metricSummarySchema = z
  .intersection(
    z.object({ ...metricFacts, experiments: z.int().describe('How many experiments measure it.') }),
    metricMeaningSchema,
  )
  .meta({ id: 'MetricSummary' });

export const metricPageSchema = z.object({ metrics: z.array(metricSummarySchema), next: nextField }).meta({
  id: 'MetricPage',
  description: 'Metrics in use, by key.',
});

const uniformitySchema = schemaOf<UniformityTest>()(z.object({ statistic: z.number(), p: z.number() }));

export const calibrationSchema = z
  .object({
    metric: z.string(),
    from: z.date(),
    to: z.date(),
    units: z.int().describe('Active units of the period.'),
    unitsRead: z.int().describe('How many of them were split.'),
    seed: z.int().describe('The same seed and events give the same splits.'),
    rounds: z.int().describe('Splits whose p was computed.'),
    withoutFigure: z
      .object({ rounds: z.int(), detail: z.string() })
      .nullable()
      .describe('Splits for which there was no figure, and the first reason; null if there were none.'),
    alphaTwoSided: z.number(),
    falsePositiveShare: z
      .number()
      .nullable()
      .describe('Share of splits with p below alpha; it should be about alpha.'),
    band: intervalSchema.nullable().describe('Where that share lies with all but one chance in a thousand.'),
    uniformity: outcomeOf(uniformitySchema).describe(
      'Whether the p-values are uniform, as they should be (Kolmogorov-Smirnov).',
    ),
    histogram: z.array(z.int()).describe('How many p-values fall into each twentieth, from 0 on.'),
    verdict: z.enum(['calibrated', 'not-calibrated', 'cannot-say']),
    sentence: z.string().describe('The verdict in words, with its reason.'),
  })
  .meta({
    id: 'MetricCalibration',
    description: 'Results for random splits, which cannot have an effect.',
  });

/** What random splits of a metric's units gave. */
export type MetricCalibration = DeepReadonly<z.output<typeof calibrationSchema>>;
