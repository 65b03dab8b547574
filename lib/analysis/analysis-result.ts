import type { Effect, Interval } from '../statistics/effect';
import type { Novelty } from '../statistics/effects/novelty';
import type { NonInferiorityTest } from '../statistics/effects/non-inferiority';
import type { Heterogeneity } from '../statistics/segments/heterogeneity';
import type { Outcome } from '../statistics/outcome';
import type { ReadAttribute } from './evidence';
import type { MetricDirection, MetricKind, MetricRole } from './metric-definition';

/**
 * One arm's figures of one metric: its estimate as `mean`, and `variance` (n - 1) so that variance / n is the estimate's
 * squared standard error: of a ratio after linearisation, of a quantile from its order statistics.
 */
export interface ArmMoments {
  readonly variant: string;
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  /** Units left out until their window has ended. */
  readonly waiting: number;
  /** Means and covariances of all columns read, where there are several: ratio's two, then the covariates. */
  readonly joint: JointColumns | null;
  /** Of a quantile: the order statistics from which its standard error was taken. Not in analyses of before 0022. */
  readonly orderStatistics?: Interval | undefined;
}

export interface JointColumns {
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
}

/** What covariates from before exposure did to an effect. */
export interface Adjustment {
  /** One a covariate: the measure before exposure, then whether the unit had any. */
  readonly coefficients: readonly number[];
  /** Share of the variance that is gone: .3 is 30 %. */
  readonly varianceReduction: number;
  readonly unadjusted: Outcome<Effect>;
}

export interface VariantEffect {
  readonly variant: string;
  /** Of the interval: the level that the plan gives it at this look; not there where there is no interval. */
  readonly alphaTwoSided?: number | undefined;
  /** Adjusted for the covariates where `adjustment` has figures, else unadjusted. */
  readonly effect: Outcome<Effect>;
  /** Null: the metric has no covariate. */
  readonly adjustment: Outcome<Adjustment> | null;
  /** Of a guardrail with a margin. */
  readonly nonInferiority?: Outcome<NonInferiorityTest> | undefined;
}

/** One arm in one segment; `variance` as in `ArmMoments`, not in analyses of before 0022. */
export interface SegmentArm {
  readonly n: number;
  readonly mean: number;
  readonly variance?: number | undefined;
}

/** A metric's effect in one segment; the adjusted figures allow for the number of segments looked at (Holm). */
export interface SegmentEffectResult {
  /** Null: units without the attribute. */
  readonly value: string | null;
  readonly control: SegmentArm;
  readonly treatment: SegmentArm;
  readonly effect: Outcome<Effect>;
  readonly corrected: Outcome<{ readonly p: number; readonly interval: Interval }>;
}

/** A metric and variant by the values of one attribute, without covariates. */
export interface SegmentedEffect {
  readonly attribute: string;
  readonly variant: string;
  /** Cochran's Q: whether the segments differ by more than their noise. Read it first. */
  readonly heterogeneity: Outcome<Heterogeneity>;
  readonly segments: readonly SegmentEffectResult[];
}

export interface MetricResult {
  readonly key: string;
  readonly name: string;
  readonly kind: MetricKind;
  readonly role: MetricRole;
  readonly direction: MetricDirection;
  readonly unit: string;
  readonly relativeMargin: number | null;
  readonly minimumEffectRelative: number | null;
  /** Why the metric could not be read; its effects then say the same. Null: it was. */
  readonly failed: string | null;
  /** Units' values above it count as it, in the metric's unit; null: not capped. */
  readonly cap: number | null;
  /** In variant position order, the control included. */
  readonly arms: readonly ArmMoments[];
  /** One for each variant but the control, each against the control. */
  readonly effects: readonly VariantEffect[];
  /** By attribute and variant; empty where none was asked for. */
  readonly segments: readonly SegmentedEffect[];
}

export interface VariantUnits {
  readonly key: string;
  readonly name: string;
  readonly isControl: boolean;
  readonly units: number;
  /** Share of the units that the weights promise, 0 to 1. */
  readonly expectedShare: number;
}

export interface SampleRatio {
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
}

export interface Health {
  readonly sampleRatio: Outcome<SampleRatio>;
  /** True when the sample ratio test rejects at p < .001. */
  readonly sampleRatioAlarm: boolean;
  /** Valid however often it is looked at: the smallest p of all analyses so far. Null: not computed at the time. */
  readonly sequentialSampleRatio: Outcome<{ readonly logBayesFactor: number; readonly p: number }> | null;
  /** By segment of each attribute asked for; empty where none was. */
  readonly segmentRatios: readonly SegmentRatio[];
  /** True when a segment's ratio is rejected at p < .001 after correction for their number. */
  readonly segmentRatioAlarm: boolean;
  /** One a metric with a covariate and variant. */
  readonly preExposureBias: readonly MetricBias[];
  /** Null: not read at the time. */
  readonly delays: DataDelays | null;
  /** Units seen in more than one variant: left out of every arm. */
  readonly unitsInTwoVariants: number;
}

/** The sample ratio of one segment. */
export interface SegmentRatio {
  readonly attribute: string;
  /** Null: units without the attribute. */
  readonly value: string | null;
  /** In variant position order. */
  readonly units: readonly number[];
  readonly sampleRatio: Outcome<SampleRatio>;
  /** By Holm's procedure over all segments; null where the ratio cannot say. */
  readonly adjustedP: number | null;
  /**
   * Valid at any number of analyses: the sequential test's p times the number of segments, at most 1; null where it cannot say. Not
   * in analyses of before 0036.
   */
  readonly sequentialAdjustedP?: number | null | undefined;
}

/** What a metric's units did before exposure, a variant against the control: only chance may tell them apart. */
export interface MetricBias {
  readonly metric: string;
  readonly variant: string;
  readonly bias: Outcome<BiasFigures>;
}

/** In the covariate's unit, treatment minus control. */
export interface BiasFigures {
  readonly difference: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  readonly interval: Interval;
  /** True when p < .001. */
  readonly biased: boolean;
}

/** Evidence that arrived more than a day after it occurred. */
export interface DataDelays {
  readonly exposures: number;
  readonly lateExposures: number;
  /** Of the names that metrics read, over three days that ended a day before the horizon; 0: none arrived. */
  readonly events: readonly { readonly name: string; readonly events: number; readonly late: number }[];
}

/** First exposures per UTC day and variant, for the page's health section. */
export interface DailyUnits {
  /** ISO date, such as 2026-11-23. */
  readonly day: string;
  readonly variant: string;
  readonly units: number;
}

/** An effect on or since one day, without covariates, at the plan's own alpha. */
export interface DayEffect {
  readonly control: { readonly n: number; readonly mean: number };
  readonly treatment: { readonly n: number; readonly mean: number };
  readonly effect: Outcome<Effect>;
}

/** Whether the effect changes with the time since exposure: the same units, early and late. */
export interface NoveltyResult extends Novelty {
  /** By Holm's procedure over metrics and variants; the interval is at the level that belongs to it. */
  readonly adjustedP: number;
  /** The early period: so many days from this one on (0: the day of exposure); as many follow as the late one. */
  readonly firstDay: number;
  readonly days: number;
  /** Units that have had both periods whole. */
  readonly units: number;
  readonly verdict: 'fades' | 'grows' | 'no-change-shown';
}

export interface EffectOverTime {
  readonly metric: string;
  readonly variant: string;
  /** By UTC day of first exposure, such as 2026-11-23, in order. */
  readonly byFirstDay: readonly (DayEffect & { readonly day: string })[];
  /** By whole 24 hours since first exposure, 0 first, of units whose day had ended; empty where there is no such figure. */
  readonly sinceExposure: readonly (DayEffect & { readonly day: number })[];
  readonly novelty: Outcome<NoveltyResult>;
}

/** One a success or guardrail metric of moments and variant. */
export type OverTime = readonly EffectOverTime[];

/** The stored, immutable outcome of an analysis, in variant position order throughout. */
export interface AnalysisResult {
  readonly alphaTwoSided: number;
  readonly control: string;
  readonly variants: readonly VariantUnits[];
  /** How many units were exposed to each variant, where `variants` are those of them that triggered; absent: no trigger. */
  readonly exposedUnits?: readonly { readonly variant: string; readonly units: number }[] | undefined;
  readonly health: Health;
  readonly dailyUnits: readonly DailyUnits[];
  /** Attributes whose segments were asked for, with the reason where there are none. */
  readonly segments: readonly ReadAttribute[];
  readonly metrics: readonly MetricResult[];
  /** Null: not computed at the time. */
  readonly overTime: Outcome<OverTime> | null;
}
