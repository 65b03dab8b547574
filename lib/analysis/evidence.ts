import type { DataDelays } from './analysis-result';

/** What an analysis is computed from, by variant position. The warehouse's rows have this form. */
export interface Evidence {
  readonly units: readonly {
    readonly variant: number;
    readonly units: number;
    readonly unitsInTwoVariants: number;
  }[];
  readonly dailyUnits: readonly { readonly day: string; readonly variant: number; readonly units: number }[];
  /** When the weights were changed within the run; null, or absent: they never were. */
  readonly splitChangedAt?: Date | null;
  /** The smallest p of the sequential sample ratio test in the analyses before; absent: there was none. */
  readonly earlierSampleRatioP?: number | null;
  /** By value of each attribute that segments were asked for. */
  readonly segmentUnits?: readonly SegmentUnits[];
  /** Absent: it was not read. */
  readonly delays?: DataDelays;
  /** Attributes whose segments were asked for, with the reason where they could not be read. */
  readonly segments: readonly { readonly attribute: string; readonly refusal: string | null }[];
  /** By metric key. */
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
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
  /** The quantile and the two order statistics around it; null for a metric of moments. */
  readonly quantile: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
}
