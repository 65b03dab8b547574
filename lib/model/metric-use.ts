import { z } from 'zod';
import { keySchema } from './key';

export const metricDirectionSchema = z.enum(['higher-is-better', 'lower-is-better']);

export type MetricDirection = z.output<typeof metricDirectionSchema>;

const metricRoleSchema = z.enum(['success', 'guardrail', 'quality']);

/** What a metric is for in one experiment: to win, to do no harm, or to show that the experiment is valid. */
export type MetricRole = z.output<typeof metricRoleSchema>;

export const experimentMetricSchema = z
  .strictObject({
    metric: keySchema,
    role: metricRoleSchema,
    relativeMargin: z
      .number()
      .gt(0, 'A margin is above 0 (0.01 is 1 % of the control mean).')
      .lt(1, 'A margin is below 1.')
      .nullable()
      .default(null),
    minimumEffectRelative: z
      .number()
      .gt(0, 'The smallest effect of interest is above 0 %.')
      .nullable()
      .default(null),
  })
  .meta({ id: 'MetricUse', description: 'A metric and its role in the experiment.' });

/** The metrics of an experiment or of a group, each once. */
export const experimentMetricsSchema = z
  .array(experimentMetricSchema)
  .max(100, 'At most 100 metrics.')
  .superRefine((metrics, problems) => {
    metrics.forEach(({ metric }, index) => {
      if (metrics.findIndex((other) => other.metric === metric) === index) return;
      problems.addIssue({
        code: 'custom',
        path: [index, 'metric'],
        message: `The metric "${metric}" is listed twice.`,
      });
    });
  });

/** The metrics of an experiment with those of a group behind them that it does not have. */
export function withMetricsOf<Metric extends { readonly metric: string }>(
  own: readonly Metric[],
  group: readonly Metric[],
): readonly Metric[] {
  return [...own, ...group.filter(({ metric }) => !own.some((one) => one.metric === metric))];
}
