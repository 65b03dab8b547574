import { z } from 'zod';
import { parseMetricMeaning } from '../../analysis/metric-definition-schema';
import type { RunConfiguration, RunMetric } from '../../analysis/run-configuration';
import { VALUE_TYPES } from '../../assignment/value-type';
import { plannedSegmentsSchema } from './segments-schema';
import { surroundingsSchema } from './surroundings-schema';
import { targetingSchema } from './targeting-schema';
import { triggerSchema } from './trigger-schema';

/** Reads a run's configuration back from the database; throws where the stored JSON is not of the form that we write. */
export function parseRunConfiguration(stored: unknown): RunConfiguration {
  return runConfigurationSchema.parse(stored);
}

const metricUseSchema = z.object({
  key: z.string(),
  name: z.string(),
  direction: z.enum(['higher-is-better', 'lower-is-better']),
  unit: z.string(),
  version: z.int(),
  role: z.enum(['success', 'guardrail', 'quality']),
  relativeMargin: z.number().nullable(),
  minimumEffectRelative: z.number().nullable(),
});

// A run that began under the first form of a definition is read as what that form meant.
const runMetricSchema: z.ZodType<RunMetric> = metricUseSchema
  .extend({ kind: z.unknown(), definition: z.unknown() })
  .transform(({ kind, definition, ...use }) => ({ ...use, ...parseMetricMeaning({ kind, definition }) }));

const runConfigurationSchema: z.ZodType<RunConfiguration> = z.object({
  unitType: z.string(),
  valueType: z.enum(VALUE_TYPES),
  coverage: z.number(),
  targeting: targetingSchema,
  variants: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      value: z.json(),
      weight: z.number(),
      isControl: z.boolean(),
    }),
  ),
  metrics: z.array(runMetricSchema),
  plan: z.object({
    method: z.enum(['fixed', 'group-sequential', 'always-valid']),
    alphaTwoSided: z.number(),
    power: z.number(),
    spending: z.string(),
    looks: z.int(),
    plannedUnits: z.int().nullable(),
    plannedDays: z.int().nullable(),
  }),
  segments: plannedSegmentsSchema.optional(),
  trigger: triggerSchema.optional().transform((trigger) => trigger ?? undefined),
  surroundings: surroundingsSchema.optional(),
  sources: z
    .array(
      z.object({
        key: z.string(),
        version: z.int(),
        sql: z.string(),
        statementTimeoutMs: z.int(),
        rowLimit: z.int(),
      }),
    )
    .optional(),
});
