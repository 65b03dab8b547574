import { z } from 'zod';
import { contrastSchema } from './contrast';
import { attributeCovariateSchema } from './metrics/attribute-covariates';
import { metricKinds } from './metrics/kinds';
import type { LogRatio } from '../statistics/effects/log-scale';
import type { Heterogeneity } from '../statistics/segments/heterogeneity';
import type { DeepReadonly } from './deep-readonly';
import { cannotSaySchema, effectSchema, intervalSchema, marginTestSchema, outcomeOf } from './effect';
import { readFailureSchema, sentenceOf, withFailureOf } from './read-failure';
import { ruleIntervalSchema } from './rule-interval';
import { schemaOf } from './schema-of';

// What has a default, or may be left out, was not written by the first versions.

const armSchema = z
  .object({
    variant: z.string(),
    n: z.number(),
    mean: z.number(),
    variance: z.number(),
    /** Units left out until their window has ended. */
    waiting: z.number().default(0),
    /** Means and covariances of all columns read, where there are several: ratio's two, then the covariates. */
    joint: z
      .object({ means: z.array(z.number()), covariances: z.array(z.array(z.number())) })
      .nullable()
      .default(null),
    /**
     * Of a run whose weights changed: what the arm is in each period of constant weights, and the period's share of all units of the
     * metric. `mean` is their weighted mean, and `variance` / n its squared standard error.
     */
    strata: z
      .array(z.object({ weight: z.number(), n: z.int(), mean: z.number(), variance: z.number() }))
      .optional(),
    /** Where effects are post-stratified: the arm's units of each value, over the columns of `joint`. */
    postStrata: z
      .array(
        z.object({
          value: z.string().nullable(),
          n: z.int(),
          means: z.array(z.number()),
          covariances: z.array(z.array(z.number())),
        }),
      )
      .optional(),
    /** Of a quantile: the order statistics from which its standard error was taken. */
    orderStatistics: intervalSchema.optional(),
    /** Of a quantile over events: how many the units had, and the error that decided where the order statistics were taken. */
    clusters: z
      .object({
        events: z.int(),
        standardErrorOfShare: z
          .number()
          .describe('Of the share of events at or below the quantile, with units as clusters.'),
      })
      .optional(),
  })
  .meta({ id: 'Arm' });

/**
 * One arm's figures of one metric: its estimate as `mean`, and `variance` (n - 1) so that variance / n is the estimate's
 * squared standard error: of a ratio after linearisation, of a quantile from its order statistics.
 */
export type ArmMoments = DeepReadonly<z.output<typeof armSchema>>;

/** What covariates and strata from before exposure did to an effect. */
const adjustmentSchema = z.object({
  /** One a covariate: the measure before exposure, then whether the unit had any, then the others that the metric names. */
  coefficients: z.array(z.number()),
  /** What each coefficient belongs to; not there in results of earlier engines. */
  names: z.array(z.string()).optional(),
  /** Of those the ones that do not vary, or that the others explain: their coefficient is 0. */
  dropped: z.array(z.string()).optional(),
  /** Of a post-stratified effect: by what, and each stratum's share of the units of both arms. */
  strata: z
    .object({
      by: z.string(),
      values: z.array(z.object({ value: z.string().nullable(), weight: z.number() })),
    })
    .optional(),
  /** Share of the variance that is gone: .3 is 30 %. */
  varianceReduction: z.number(),
  /** What the covariates' pooled means add to both arms' squared standard errors; absent: relative ends are without it. */
  varianceShared: z.number().optional(),
  unadjusted: outcomeOf(effectSchema),
});

const contrastEffectSchema = z.object({
  contrast: contrastSchema,
  /**
   * Of the effect's own interval, which is that of this metric alone: the plan's. Of engines before 8 the level that the plan gives it at
   * this look. Absent: there is no interval.
   */
  alphaTwoSided: z.number().optional(),
  /** Adjusted for the covariates where `adjustment` has figures, else unadjusted. */
  effect: outcomeOf(effectSchema),
  /** Null: the metric has no covariate. */
  adjustment: outcomeOf(adjustmentSchema).nullable().default(null),
  /** Why an effect that was to be post-stratified is not. */
  notPostStratified: cannotSaySchema.optional(),
  /** What the plan's rule goes by at this look; not of engines before 8. */
  ruleInterval: outcomeOf(ruleIntervalSchema).optional(),
  /** Of a guardrail with a margin: on its good side, by the degrees of freedom of the difference (before engine 8, of the distance). */
  nonInferiority: outcomeOf(marginTestSchema).optional(),
  /** Of a guardrail with a margin, where the end of `worse` can be said. */
  beyondMargin: outcomeOf(marginTestSchema).optional(),
  /** Of a success metric with a smallest effect of interest: that an improvement is smaller, as the distance below it. */
  smaller: outcomeOf(marginTestSchema).optional(),
});

export type ContrastEffect = DeepReadonly<z.output<typeof contrastEffectSchema>>;

/** One arm in one segment; `variance` as in `ArmMoments`. */
export const segmentArmSchema = z
  .object({ n: z.number(), mean: z.number(), variance: z.number().optional() })
  .meta({ id: 'SegmentArm' });

export type SegmentArm = DeepReadonly<z.output<typeof segmentArmSchema>>;

const heterogeneitySchema = z.object({
  q: z.number(),
  degreesOfFreedom: z.number(),
  p: z.number(),
  /** By Holm's procedure over all such tests of the analysis. */
  adjustedP: z.number(),
  iSquared: z.number(),
  /** Inverse-variance weighted mean of ln(treatment / control), and its standard error. */
  pooledLogRatio: z.number(),
  pooledStandardError: z.number(),
});

/** Whether segments' relative effects differ by more than their noise. */
export type RelativeHeterogeneity = DeepReadonly<z.output<typeof heterogeneitySchema>>;

/** Of engines before 8: of the differences in the metric's unit, each test by itself. */
const additiveHeterogeneitySchema = schemaOf<Heterogeneity>()(
  z.object({
    q: z.number(),
    degreesOfFreedom: z.number(),
    p: z.number(),
    iSquared: z.number(),
    pooledDifference: z.number(),
    pooledStandardError: z.number(),
  }),
);

const segmentEffectSchema = z.object({
  /** Null: units without the attribute. */
  value: z.string().nullable(),
  control: segmentArmSchema,
  treatment: segmentArmSchema,
  effect: outcomeOf(effectSchema),
  corrected: outcomeOf(z.object({ p: z.number(), interval: intervalSchema })),
  /** ln(treatment / control), by which the segments are compared, or why this one is not. Absent: of engines before 8. */
  relative: outcomeOf(
    schemaOf<LogRatio>()(z.object({ logRatio: z.number(), standardError: z.number() })),
  ).optional(),
});

/** A metric's effect in one segment; `corrected` allows for the number of segments looked at (Holm). */
export type SegmentEffectResult = DeepReadonly<z.output<typeof segmentEffectSchema>>;

const segmentedEffectSchema = z
  .object({
    attribute: z.string(),
    contrast: contrastSchema,
    /** Cochran's Q: whether the segments' relative effects differ by more than their noise. Read it first. */
    heterogeneity: outcomeOf(z.union([heterogeneitySchema, additiveHeterogeneitySchema])),
    segments: z.array(segmentEffectSchema),
  })
  .meta({ id: 'SegmentedEffect' });

/** A metric's contrast by the values of one attribute, without covariates. */
export type SegmentedEffect = DeepReadonly<z.output<typeof segmentedEffectSchema>>;

const capSchema = z
  .object({
    part: z.enum(['value', 'numerator', 'denominator']),
    side: z.enum(['upper', 'lower']),
    /** Order of the quantile of all arms' units pooled. */
    quantile: z.number(),
    value: z.number(),
  })
  .meta({ id: 'ResultCap', description: "Units' values of the part beyond `value` count as it." });

/** A cap as it was taken: units' values of the part beyond `value` count as it. */
export type ResultCap = DeepReadonly<z.output<typeof capSchema>>;

export const metricResultSchema = z.preprocess(
  withFailureOf('failed'),
  z
    .object({
      key: z.string(),
      name: z.string(),
      kind: z.enum(metricKinds),
      role: z.enum(['success', 'guardrail', 'quality']),
      direction: z.enum(['higher-is-better', 'lower-is-better']),
      unit: z.string(),
      relativeMargin: z.number().nullable(),
      minimumEffectRelative: z.number().nullable(),
      /** Why the metric could not be read; its effects then say the same. Null: it was. */
      failure: readFailureSchema,
      failed: sentenceOf('failure'),
      /** Units' values above it count as it, in the metric's unit; null: not capped, or the parts of a ratio are. */
      cap: z.number().nullable().default(null),
      /** All caps, of a ratio those of its parts; empty where there are none. */
      caps: z.array(capSchema).default([]),
      /** In variant position order, the control included. */
      arms: z.array(armSchema),
      /** One for each variant but the control, with the control as reference. */
      effects: z.array(contrastEffectSchema),
      /** How the attributes of its covariate were adjusted for; absent: it has none. */
      attributes: z.array(attributeCovariateSchema).optional(),
      /** By attribute and contrast; empty where none was asked for. */
      segments: z.array(segmentedEffectSchema).default([]),
    })
    .meta({ id: 'MetricResult' }),
);

export type MetricResult = DeepReadonly<z.output<typeof metricResultSchema>>;
