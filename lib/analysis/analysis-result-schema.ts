import { z } from 'zod';
import type { AnalysisResult } from './analysis-result';
import type { Effect } from '../statistics/effect';
import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { CannotSay } from '../statistics/outcome';

/** Reads a stored result back; throws where the JSON is not of the form that this version writes. */
export function parseAnalysisResult(stored: unknown): AnalysisResult {
  return analysisResultSchema.parse(stored);
}

const cannotSaySchema: z.ZodType<CannotSay> = z.object({
  ok: z.literal(false),
  reason: z.enum([
    'invalid-input',
    'too-few-units',
    'no-variance',
    'control-mean-not-distinguishable-from-zero',
    'look-not-reached',
    'not-computable',
  ]),
  detail: z.string(),
});

function outcomeOf<Value>(value: z.ZodType<Value>) {
  return z.union([z.object({ ok: z.literal(true), value }), cannotSaySchema]);
}

const intervalSchema = z.object({ lower: z.number(), upper: z.number() });

const effectSchema: z.ZodType<Effect> = z.object({
  difference: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  statistic: z.number(),
  pTwoSided: z.number(),
  pGreater: z.number(),
  pLess: z.number(),
  interval: intervalSchema,
  relative: outcomeOf(z.object({ difference: z.number(), interval: intervalSchema })),
});

const nonInferioritySchema: z.ZodType<NonInferiorityTest> = z.object({
  distanceToMargin: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  statistic: z.number(),
  p: z.number(),
  nonInferior: z.boolean(),
  lowerBound: z.number(),
});

const metricResultSchema = z.object({
  key: z.string(),
  name: z.string(),
  kind: z.enum(['mean', 'proportion']),
  role: z.enum(['success', 'guardrail', 'quality']),
  direction: z.enum(['higher-is-better', 'lower-is-better']),
  unit: z.string(),
  relativeMargin: z.number().nullable(),
  minimumEffectRelative: z.number().nullable(),
  arms: z.array(z.object({ variant: z.string(), n: z.number(), mean: z.number(), variance: z.number() })),
  effects: z.array(
    z.object({
      variant: z.string(),
      effect: outcomeOf(effectSchema),
      nonInferiority: outcomeOf(nonInferioritySchema).optional(),
    }),
  ),
});

const analysisResultSchema: z.ZodType<AnalysisResult> = z.object({
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
  health: z.object({
    sampleRatio: outcomeOf(z.object({ statistic: z.number(), degreesOfFreedom: z.number(), p: z.number() })),
    sampleRatioAlarm: z.boolean(),
    unitsInTwoVariants: z.int(),
  }),
  dailyUnits: z.array(z.object({ day: z.string(), variant: z.string(), units: z.int() })),
  metrics: z.array(metricResultSchema),
});
