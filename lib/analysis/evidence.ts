import type { DataDelays } from './analysis-result';
import type { Halves } from './whole-days';

/** What an analysis is computed from, by variant position. The warehouse's rows have this form. */
export interface Evidence {
  readonly units: readonly {
    readonly variant: number;
    readonly units: number;
    readonly unitsInTwoVariants: number;
  }[];
  readonly dailyUnits: readonly { readonly day: string; readonly variant: number; readonly units: number }[];
  /** All exposed units that met one variant, where `units` are those of them that triggered; absent: there is no trigger. */
  readonly exposedUnits?: readonly { readonly variant: number; readonly units: number }[];
  /** When the weights were changed within the run; null, or absent: they never were. */
  readonly splitChangedAt?: Date | null;
  /** The smallest p of the sequential sample ratio test in the analyses before; absent: there was none. */
  readonly earlierSampleRatioP?: number | null;
  /** By value of each attribute that segments were asked for. */
  readonly segmentUnits?: readonly SegmentUnits[];
  /** Absent: it was not read. */
  readonly delays?: DataDelays;
  /** Attributes whose segments were asked for, with the reason where they could not be read. */
  readonly segments: readonly ReadAttribute[];
  /** Absent: it was not read, because nobody may read effects in this analysis. */
  readonly overTime?: OverTimeEvidence;
  /** By metric key. */
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
}

export interface ReadAttribute {
  readonly attribute: string;
  readonly refusal: string | null;
  /** The value that stands for all but the largest, of an attribute with many; absent: every value is there for itself. */
  readonly other?: string | undefined;
}

export interface SegmentUnits {
  readonly attribute: string;
  readonly value: string | null;
  readonly variant: number;
  readonly units: number;
}

/** What was read of one metric, or why it could not be read. */
export type MetricEvidence = ReadMetric | { readonly ok: false; readonly reason: string };

export interface ReadMetric {
  readonly ok: true;
  /** The pooled quantile at which units' values were capped; null: not capped. */
  readonly cap: number | null;
  /** One an arm that has units. */
  readonly arms: readonly EvidenceArm[];
  /** One an arm and segment that has units; none for a quantile. */
  readonly segments: readonly (EvidenceArm & { readonly attribute: string; readonly value: string | null })[];
}

export interface EvidenceArm {
  readonly variant: number;
  /** Units that have a value. */
  readonly n: number;
  /** Units whose window has not ended: left out until it has. */
  readonly waiting: number;
  /** Of the measure's columns. */
  readonly means: readonly number[];
  /** With n - 1, symmetric. */
  readonly covariances: readonly (readonly number[])[];
  /** The quantile, the two order statistics around it and the different values between these; null for a metric of moments. */
  readonly quantile: {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    readonly distinct: number;
  } | null;
}

/** What was read of metrics over time, by metric key, or why it could not be read. */
export type OverTimeEvidence =
  | { readonly ok: true; readonly metrics: ReadonlyMap<string, MetricOverTime> }
  | { readonly ok: false; readonly reason: string };

export interface MetricOverTime {
  /** One a UTC day of first exposure and arm. */
  readonly byFirstDay: readonly (EvidenceArm & { readonly day: string })[];
  /** One a whole day since exposure and arm; null: the metric is no figure of single days. */
  readonly sinceExposure: readonly (EvidenceArm & { readonly day: number })[] | null;
  /** Units that have had both periods whole; null: too few days, or no such figure. */
  readonly halves: { readonly halves: Halves; readonly arms: readonly EvidenceArm[] } | null;
}
