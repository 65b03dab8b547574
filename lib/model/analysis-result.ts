import { z } from 'zod';
import { metricBreakdownSchema } from './breakdown';
import { withContrast } from './contrast';
import type { DeepReadonly } from './deep-readonly';
import { outcomeOf } from './effect';
import { overTimeSchema } from './effect-over-time';
import { healthSchema } from './health';
import { metricResultSchema } from './metric-result';
import { monthlyTrafficSchema } from './monthly-traffic';
import { readFailureSchema, sentenceOf, withFailureOf } from './read-failure';

const variantUnitsSchema = z.object({
  key: z.string(),
  name: z.string(),
  isControl: z.boolean(),
  units: z.int(),
  /** Share of the units that the weights promise, 0 to 1. */
  expectedShare: z.number(),
});

export type VariantUnits = DeepReadonly<z.output<typeof variantUnitsSchema>>;

const readAttributeSchema = z.preprocess(
  withFailureOf('refusal'),
  z.object({
    attribute: z.string(),
    /** Why there are no segments of it; null: there are. */
    failure: readFailureSchema,
    refusal: sentenceOf('failure'),
    /** Absent: every value is there for itself. */
    other: z
      .string()
      .optional()
      .describe('The value that stands for all but the largest, of an attribute with many values.'),
  }),
);

/** An attribute whose segments were asked for. */
export type ReadAttribute = DeepReadonly<z.output<typeof readAttributeSchema>>;

export const analysisResultSchema = z
  .object({
    alphaTwoSided: z.number(),
    control: z.string(),
    variants: z.array(variantUnitsSchema),
    /** How many units were exposed to each variant, where `variants` are those of them that triggered; absent: no trigger. */
    exposedUnits: z.array(z.object({ variant: z.string(), units: z.int() })).optional(),
    health: healthSchema,
    /** First exposures per UTC day, such as 2026-11-23, and variant. */
    dailyUnits: z.array(z.object({ day: z.string(), variant: z.string(), units: z.int() })),
    /** Absent: of an analysis from before it was kept. */
    traffic: outcomeOf(monthlyTrafficSchema).optional(),
    segments: z.array(readAttributeSchema).default([]),
    metrics: z.array(metricResultSchema),
    /** Metrics by a property of their own event; absent: none is broken down, or nobody may read effects in this analysis. */
    breakdowns: z.array(metricBreakdownSchema).optional(),
    /** Null: not computed at the time. */
    overTime: outcomeOf(overTimeSchema).nullable().default(null),
  })
  .meta({ id: 'AnalysisResult' });

/** The stored, immutable outcome of an analysis, in variant position order throughout. */
export type AnalysisResult = DeepReadonly<z.output<typeof analysisResultSchema>>;

const storedSchema = z.looseObject({
  control: z.string(),
  metrics: z.array(
    z.looseObject({ effects: z.array(z.unknown()), segments: z.array(z.unknown()).optional() }),
  ),
  overTime: z.unknown().optional(),
});

const storedOverTimeSchema = z.looseObject({ ok: z.literal(true), value: z.array(z.unknown()) });

/** Reads a stored result back, those of before contrasts too; throws where the JSON is of no form that was ever written. */
export function parseAnalysisResult(stored: unknown): AnalysisResult {
  const { control, metrics, overTime, ...rest } = storedSchema.parse(stored);
  const named = (comparison: unknown) => withContrast(comparison, control);
  const days = storedOverTimeSchema.safeParse(overTime);
  return analysisResultSchema.parse({
    ...rest,
    control,
    metrics: metrics.map(({ effects, segments, ...metric }) => ({
      ...metric,
      effects: effects.map(named),
      ...(segments && { segments: segments.map(named) }),
    })),
    overTime: days.success ? { ...days.data, value: days.data.value.map(named) } : overTime,
  });
}
