import { z } from 'zod';
import type { Novelty } from '../statistics/effects/novelty';
import type { DeepReadonly } from './deep-readonly';
import { contrastSchema } from './contrast';
import { effectSchema, intervalSchema, outcomeOf } from './effect';
import { segmentArmSchema } from './metric-result';
import { schemaOf } from './schema-of';

const dayEffectSchema = z.object({
  control: segmentArmSchema,
  treatment: segmentArmSchema,
  effect: outcomeOf(effectSchema),
});

/** An effect on or since one day, without covariates, at the plan's own alpha. */
export type DayEffect = DeepReadonly<z.output<typeof dayEffectSchema>>;

const noveltySchema = schemaOf<Novelty>()(
  z.object({
    earlyRelative: z.number(),
    lateRelative: z.number(),
    logRatioOfRatios: z.number(),
    standardError: z.number(),
    degreesOfFreedom: z.number(),
    statistic: z.number(),
    pTwoSided: z.number(),
    ratio: z.number(),
    interval: intervalSchema,
  }),
);

/** One arm early and late, of the same units: what the test is computed from. */
const periodMomentsSchema = z.object({
  n: z.int(),
  early: z.number(),
  late: z.number(),
  earlyVariance: z.number(),
  lateVariance: z.number(),
  covariance: z.number(),
});

export type PeriodMoments = DeepReadonly<z.output<typeof periodMomentsSchema>>;

const periodsSchema = z.object({
  /** By Holm's procedure over metrics and contrasts; the interval is at the level that belongs to it. */
  adjustedP: z.number(),
  /** The early period: so many days from this one on (0: the day of exposure); as many follow as the late one. */
  firstDay: z.int(),
  days: z.int(),
  /** Units that have had both periods whole. */
  units: z.int(),
});

const noveltyResultSchema = z.object({
  ...noveltySchema.shape,
  ...periodsSchema.shape,
  control: periodMomentsSchema,
  treatment: periodMomentsSchema,
  /** A word is said only of an effect that the decision rule has shown: smaller or larger in the direction that was shown. */
  verdict: z.enum(['fades', 'grows', 'no-change-shown', 'effect-not-shown']),
});

/** Whether the relative effect changes with the time since exposure: the same units, early and late. */
export type NoveltyResult = DeepReadonly<z.output<typeof noveltyResultSchema>>;

/** Of engines before 8: the difference of the differences, in the metric's unit over one of the periods. */
const additiveNoveltySchema = z.object({
  earlyEffect: z.number(),
  lateEffect: z.number(),
  change: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  statistic: z.number(),
  pTwoSided: z.number(),
  interval: intervalSchema,
  ...periodsSchema.shape,
  verdict: z.enum(['fades', 'grows', 'no-change-shown']),
});

export type AdditiveNovelty = DeepReadonly<z.output<typeof additiveNoveltySchema>>;

const effectOverTimeSchema = z.object({
  metric: z.string(),
  contrast: contrastSchema,
  /** By UTC day of first exposure, such as 2026-11-23, in order. */
  byFirstDay: z.array(z.object({ day: z.string(), ...dayEffectSchema.shape })),
  /** By whole 24 hours since first exposure, 0 first, of units whose day had ended; empty where there is no such figure. */
  sinceExposure: z.array(z.object({ day: z.int(), ...dayEffectSchema.shape })),
  novelty: outcomeOf(z.union([noveltyResultSchema, additiveNoveltySchema])),
});

export type EffectOverTime = DeepReadonly<z.output<typeof effectOverTimeSchema>>;

/** One for each success or guardrail metric of moments and each contrast. */
export const overTimeSchema = z.array(effectOverTimeSchema);

export type OverTime = DeepReadonly<z.output<typeof overTimeSchema>>;
