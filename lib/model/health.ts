import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';
import { intervalSchema, outcomeOf } from './effect';

export const sampleRatioSchema = z
  .object({ statistic: z.number(), degreesOfFreedom: z.number(), p: z.number() })
  .meta({ id: 'SampleRatio' });

export type SampleRatio = DeepReadonly<z.output<typeof sampleRatioSchema>>;

/** A time in which the weights stayed what they were, and the split of the units that were first exposed in it. */
const periodRatioSchema = z.object({
  /** An instant in ISO 8601, as is `until`. */
  from: z.string(),
  /** Null: it went on. */
  until: z.string().nullable(),
  /** Of each variant, in position order: the share that the weights promise, and the units. */
  expectedShares: z.array(z.number()),
  units: z.array(z.int()),
  sampleRatio: outcomeOf(sampleRatioSchema),
});

export type PeriodRatio = DeepReadonly<z.output<typeof periodRatioSchema>>;

const segmentRatioSchema = z.object({
  attribute: z.string(),
  /** Null: units without the attribute. */
  value: z.string().nullable(),
  /** In variant position order. */
  units: z.array(z.int()),
  sampleRatio: outcomeOf(sampleRatioSchema),
  /** By Holm's procedure over all segments; null where the ratio cannot say. */
  adjustedP: z.number().nullable(),
  /**
   * Valid at any number of analyses: the sequential test's p times the number of segments, at most 1; null where it cannot
   * say. Not in analyses of before 0036.
   */
  sequentialAdjustedP: z.number().nullable().optional(),
});

/** The sample ratio of one segment. */
export type SegmentRatio = DeepReadonly<z.output<typeof segmentRatioSchema>>;

/** In the covariate's unit, treatment minus control. */
const biasFiguresSchema = z.object({
  difference: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  p: z.number(),
  interval: intervalSchema,
  /** True when p < .001. */
  biased: z.boolean(),
});

export type BiasFigures = DeepReadonly<z.output<typeof biasFiguresSchema>>;

const metricBiasSchema = z.object({
  metric: z.string(),
  variant: z.string(),
  bias: outcomeOf(biasFiguresSchema),
});

/** What a metric's units did before exposure, a variant against the control: only chance may tell them apart. */
export type MetricBias = DeepReadonly<z.output<typeof metricBiasSchema>>;

const dataDelaysSchema = z.object({
  exposures: z.int(),
  lateExposures: z.int(),
  /** Of the names that metrics read, over three days that ended a day before the horizon; 0: none arrived. */
  events: z.array(z.object({ name: z.string(), events: z.int(), late: z.int() })),
});

/** Evidence that arrived more than a day after it occurred. */
export type DataDelays = DeepReadonly<z.output<typeof dataDelaysSchema>>;

// What has a default was not looked at in earlier versions.
export const healthSchema = z
  .object({
    /** Pearson's test, at one look: it does not decide. Where the weights changed within the run: summed over the periods that can say. */
    sampleRatio: outcomeOf(sampleRatioSchema),
    /** By period of constant weights, in order; empty where the weights never changed. */
    periodRatios: z.array(periodRatioSchema).default([]),
    /** True when the sequential test rejects at p < .001; in analyses of engines before 8 Pearson's. */
    sampleRatioAlarm: z.boolean(),
    /** Valid however often it is looked at: the smallest p of all analyses so far. Null: not computed at the time. */
    sequentialSampleRatio: outcomeOf(z.object({ logBayesFactor: z.number(), p: z.number() }))
      .nullable()
      .default(null),
    /** By segment of each attribute asked for; empty where none was. */
    segmentRatios: z.array(segmentRatioSchema).default([]),
    /** True when a segment's ratio is rejected at p < .001 after correction for their number. */
    segmentRatioAlarm: z.boolean().default(false),
    /** One a metric with a covariate and variant. */
    preExposureBias: z.array(metricBiasSchema).default([]),
    /** Null: not read at the time. */
    delays: dataDelaysSchema.nullable().default(null),
    /** Units seen in more than one variant: left out of every arm. */
    unitsInTwoVariants: z.int(),
  })
  .meta({ id: 'Health', description: 'Health checks of the evidence.' });

export type Health = DeepReadonly<z.output<typeof healthSchema>>;
