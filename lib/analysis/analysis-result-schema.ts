import { z } from 'zod';
import type { AnalysisResult } from './analysis-result';
import { metricKinds } from './metric-definition';
import { effectSchema, intervalSchema, nonInferioritySchema, outcomeOf } from './effect-schema';

/** Reads a stored result back; throws where the JSON is not of the form that this version writes. */
export function parseAnalysisResult(stored: unknown): AnalysisResult {
  return analysisResultSchema.parse(stored);
}

const jointSchema = z.object({ means: z.array(z.number()), covariances: z.array(z.array(z.number())) });

// What has a default was not written before there were covariates, caps, segments and failures.
const armSchema = z
  .object({
    variant: z.string(),
    n: z.number(),
    mean: z.number(),
    variance: z.number(),
    waiting: z.number().default(0),
    joint: jointSchema.nullable().default(null),
    orderStatistics: intervalSchema.optional(),
  })
  .meta({ id: 'Arm' });

const adjustmentSchema = z.object({
  coefficients: z.array(z.number()),
  varianceReduction: z.number(),
  unadjusted: outcomeOf(effectSchema),
});

const heterogeneitySchema = z.object({
  q: z.number(),
  degreesOfFreedom: z.number(),
  p: z.number(),
  iSquared: z.number(),
  pooledDifference: z.number(),
  pooledStandardError: z.number(),
});

const segmentArmSchema = z
  .object({ n: z.number(), mean: z.number(), variance: z.number().optional() })
  .meta({ id: 'SegmentArm' });

const segmentedEffectSchema = z
  .object({
    attribute: z.string(),
    variant: z.string(),
    heterogeneity: outcomeOf(heterogeneitySchema),
    segments: z.array(
      z.object({
        value: z.string().nullable(),
        control: segmentArmSchema,
        treatment: segmentArmSchema,
        effect: outcomeOf(effectSchema),
        corrected: outcomeOf(z.object({ p: z.number(), interval: intervalSchema })),
      }),
    ),
  })
  .meta({ id: 'SegmentedEffect' });

export const metricResultSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    kind: z.enum(metricKinds),
    role: z.enum(['success', 'guardrail', 'quality']),
    direction: z.enum(['higher-is-better', 'lower-is-better']),
    unit: z.string(),
    relativeMargin: z.number().nullable(),
    minimumEffectRelative: z.number().nullable(),
    failed: z.string().nullable().default(null),
    cap: z.number().nullable().default(null),
    arms: z.array(armSchema),
    effects: z.array(
      z.object({
        variant: z.string(),
        alphaTwoSided: z.number().optional(),
        effect: outcomeOf(effectSchema),
        adjustment: outcomeOf(adjustmentSchema).nullable().default(null),
        nonInferiority: outcomeOf(nonInferioritySchema).optional(),
      }),
    ),
    segments: z.array(segmentedEffectSchema).default([]),
  })
  .meta({ id: 'MetricResult' });

const dayEffect = { control: segmentArmSchema, treatment: segmentArmSchema, effect: outcomeOf(effectSchema) };

const overTimeSchema = z.array(
  z.object({
    metric: z.string(),
    variant: z.string(),
    byFirstDay: z.array(z.object({ day: z.string(), ...dayEffect })),
    sinceExposure: z.array(z.object({ day: z.int(), ...dayEffect })),
    novelty: outcomeOf(
      z.object({
        earlyEffect: z.number(),
        lateEffect: z.number(),
        change: z.number(),
        standardError: z.number(),
        degreesOfFreedom: z.number(),
        statistic: z.number(),
        pTwoSided: z.number(),
        interval: intervalSchema,
        adjustedP: z.number(),
        firstDay: z.int(),
        days: z.int(),
        units: z.int(),
        verdict: z.enum(['fades', 'grows', 'no-change-shown']),
      }),
    ),
  }),
);

const sampleRatioSchema = z
  .object({ statistic: z.number(), degreesOfFreedom: z.number(), p: z.number() })
  .meta({ id: 'SampleRatio' });

// What has a default was not looked at in earlier versions.
const healthSchema = z
  .object({
    sampleRatio: outcomeOf(sampleRatioSchema),
    sampleRatioAlarm: z.boolean(),
    sequentialSampleRatio: outcomeOf(z.object({ logBayesFactor: z.number(), p: z.number() }))
      .nullable()
      .default(null),
    segmentRatios: z
      .array(
        z.object({
          attribute: z.string(),
          value: z.string().nullable(),
          units: z.array(z.int()),
          sampleRatio: outcomeOf(sampleRatioSchema),
          adjustedP: z.number().nullable(),
          sequentialAdjustedP: z.number().nullable().optional(),
        }),
      )
      .default([]),
    segmentRatioAlarm: z.boolean().default(false),
    preExposureBias: z
      .array(
        z.object({
          metric: z.string(),
          variant: z.string(),
          bias: outcomeOf(
            z.object({
              difference: z.number(),
              standardError: z.number(),
              degreesOfFreedom: z.number(),
              p: z.number(),
              interval: intervalSchema,
              biased: z.boolean(),
            }),
          ),
        }),
      )
      .default([]),
    delays: z
      .object({
        exposures: z.int(),
        lateExposures: z.int(),
        events: z.array(z.object({ name: z.string(), events: z.int(), late: z.int() })),
      })
      .nullable()
      .default(null),
    unitsInTwoVariants: z.int(),
  })
  .meta({ id: 'Health', description: 'Whether the evidence can be believed.' });

export const analysisResultSchema: z.ZodType<AnalysisResult> = z
  .object({
    alphaTwoSided: z.number(),
    control: z.string(),
    variants: z.array(
      z.object({
        key: z.string(),
        name: z.string(),
        isControl: z.boolean(),
        units: z.int(),
        expectedShare: z.number(),
      }),
    ),
    exposedUnits: z.array(z.object({ variant: z.string(), units: z.int() })).optional(),
    health: healthSchema,
    dailyUnits: z.array(z.object({ day: z.string(), variant: z.string(), units: z.int() })),
    segments: z
      .array(
        z.object({
          attribute: z.string(),
          refusal: z.string().nullable(),
          other: z
            .string()
            .optional()
            .describe('The value that stands for all but the largest, of an attribute with many values.'),
        }),
      )
      .default([]),
    metrics: z.array(metricResultSchema),
    overTime: outcomeOf(overTimeSchema).nullable().default(null),
  })
  .meta({ id: 'AnalysisResult' });
