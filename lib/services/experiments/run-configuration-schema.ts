import { z } from 'zod';
import type { RunConfiguration } from '../../analysis/run-configuration';
import { surroundingsSchema } from './surroundings-schema';
import { targetingSchema } from './targeting-schema';

/** Reads a run's configuration back from the database; throws where the stored JSON is not of the form that we write. */
export function parseRunConfiguration(stored: unknown): RunConfiguration {
  return runConfigurationSchema.parse(stored);
}

const runConfigurationSchema: z.ZodType<RunConfiguration> = z.object({
  unitType: z.string(),
  valueType: z.enum(['boolean', 'string', 'number', 'json']),
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
  metrics: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      kind: z.enum(['mean', 'proportion']),
      definition: z.object({ event: z.string(), windowHours: z.number().nullable() }),
      direction: z.enum(['higher-is-better', 'lower-is-better']),
      unit: z.string(),
      version: z.int(),
      role: z.enum(['success', 'guardrail', 'quality']),
      relativeMargin: z.number().nullable(),
      minimumEffectRelative: z.number().nullable(),
    }),
  ),
  plan: z.object({
    method: z.enum(['fixed', 'group-sequential', 'always-valid']),
    alphaTwoSided: z.number(),
    power: z.number(),
    spending: z.string(),
    looks: z.int(),
    plannedUnits: z.int().nullable(),
    plannedDays: z.int().nullable(),
  }),
  surroundings: surroundingsSchema.optional(),
});
