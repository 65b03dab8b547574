import { z } from 'zod';
import { shareSchema } from '../../model/variant';
import { experimentMetricSchema, metricDirectionSchema } from '../../model/metric-use';
import { keySchema } from '../../model/key';
import { leastConditionalPowerSchema } from '../../model/futility';
import { MOST_PLANNED_UNITS, planSchema } from '../../model/plan';
import { plannedBaselineSchema } from '../../model/planning';
import { weightSumProblem } from '../../model/weights';
import { environmentField } from '../input-fields';

const plannedVariantSchema = z
  .strictObject({
    key: keySchema,
    weight: shareSchema.describe('Share of the units that take part.'),
    isControl: z.boolean(),
  })
  .meta({ id: 'PlannedVariant' });

const requestedBaselineSchema = plannedBaselineSchema
  .extend({
    variance: plannedBaselineSchema.shape.variance
      .optional()
      .describe("Variance of a unit's value. Default: of a share, mean x (1 - mean)."),
    skewness: z
      .number()
      .nullable()
      .default(null)
      .describe(
        'Third standardised moment of a unit’s value. Default: that of a share, where the metric is one.',
      ),
  })
  .meta({ id: 'RequestedBaseline', description: 'What is known of a metric before the experiment.' });

const requestedMetricSchema = experimentMetricSchema
  .extend({
    direction: metricDirectionSchema
      .optional()
      .describe('Default: that of the stored metric; higher is better where there is none.'),
    isShare: z
      .boolean()
      .optional()
      .describe(
        'Whether the metric is a share of units, such as a conversion rate. Default: what its kind says.',
      ),
    windowDays: z
      .number()
      .min(0)
      .max(730)
      .optional()
      .describe(
        'Days that each unit is waited for. Default: those of the stored metric’s complete window, else 0.',
      ),
    baseline: requestedBaselineSchema.optional().describe('Default: measured over the last 28 days.'),
  })
  .meta({ id: 'PlannedMetric', description: 'A metric of the plan, with what is known of it.' });

export type RequestedMetricInput = z.output<typeof requestedMetricSchema>;

/** What the planner is asked: an experiment, or a design, or an experiment with changes. */
export const planInput = z
  .strictObject({
    experiment: keySchema
      .optional()
      .describe(
        'Key of an experiment to plan. Each field given beside it replaces what the experiment says.',
      ),
    environment: environmentField.describe(
      'Environment whose last 28 days are read. Default: that of the API key.',
    ),
    variants: z
      .array(plannedVariantSchema)
      .min(2, 'A plan compares at least two variants.')
      .max(20, 'At most 20 variants.')
      .optional()
      .describe('Default: those of the experiment, else control and treatment, half and half.'),
    coverage: shareSchema
      .optional()
      .describe('Share of the traffic that takes part. Default: 1, or the experiment’s.'),
    metrics: z
      .array(requestedMetricSchema)
      .max(100, 'At most 100 metrics.')
      .optional()
      .describe('Default: those of the experiment.'),
    plan: planSchema.optional().describe('Default: that of the experiment, else the usual one.'),
    leastConditionalPower: leastConditionalPowerSchema
      .optional()
      .describe(
        'Futility, as the experiment would state it: refused where an experiment with this design is. No size depends on it. Default: that of the experiment, else none.',
      ),
    newUnitsADay: z
      .number()
      .gt(0, 'At least some units come in a day.')
      .max(1e12, 'At most 1e12.')
      .optional()
      .describe(
        'New units a day, all variants together, before coverage. Default: measured over the last 28 days.',
      ),
    newUnitsByDay: z
      .array(z.number().min(0).max(1e12))
      .min(1, 'At least one day.')
      .max(730, 'At most 730 days.')
      .optional()
      .describe('The same day by day: new units on day 1, 2, ...; the last figure goes on.'),
    units: z
      .int()
      .min(2, 'At least 2 units.')
      .max(MOST_PLANNED_UNITS)
      .optional()
      .describe(
        'Units, all variants together, to say the power and the detectable effects of. Default: `days`, else what the plan says, else the offered ones.',
      ),
    days: z
      .int()
      .min(1, 'At least 1 day.')
      .max(730, 'At most 730 days.')
      .optional()
      .describe(
        'Days to say the same of, by the traffic. Beside `units`: whether so many come and count in them.',
      ),
    seed: z.int().min(0).max(2_147_483_647).default(1).describe('The same seed gives the same simulations.'),
  })
  .superRefine((input, problems) => {
    const { variants = [], metrics = [] } = input;
    const add = (path: PropertyKey[], message: string) => {
      problems.addIssue({ code: 'custom', path, message });
    };
    if (variants.length > 0) {
      const problem = weightSumProblem(variants.map(({ weight }) => weight));
      if (problem !== null) add(['variants'], problem);
      if (variants.filter(({ isControl }) => isControl).length !== 1)
        add(['variants'], 'Exactly one variant is the control.');
      variants.forEach(({ key }, index) => {
        if (variants.findIndex((other) => other.key === key) < index)
          add(['variants', index, 'key'], `The key "${key}" is used by two variants.`);
      });
    }
    metrics.forEach(({ metric }, index) => {
      if (metrics.findIndex((other) => other.metric === metric) < index)
        add(['metrics', index, 'metric'], `The metric "${metric}" is listed twice.`);
    });
  })
  .meta({
    examples: [
      {
        metrics: [
          {
            metric: 'conversion',
            role: 'success',
            minimumEffectRelative: 0.02,
            isShare: true,
            baseline: { mean: 0.12 },
          },
          {
            metric: 'revenue',
            role: 'guardrail',
            relativeMargin: 0.01,
            baseline: { mean: 10, variance: 400, varianceReduction: 0.3 },
          },
        ],
        plan: { method: 'group-sequential', power: 0.8 },
        newUnitsADay: 12_000,
      },
      { experiment: 'checkout-button', days: 28 },
    ],
  });

export type PlanInput = z.output<typeof planInput>;
