import type { ReadAttribute } from '../model/analysis-result';
import type { AttributeCovariate } from '../model/metrics/attribute-covariates';
import type { BreakdownPart } from '../model/breakdown';
import type { DataDelays } from '../model/health';
import type { CannotSay } from '../statistics/outcome';
import type { RunAllocation } from './run-allocation';
import type { WeightPeriod } from './weight-periods';
import type { Halves } from './whole-days';

/** What an analysis is computed from, by variant position. The rows of lib/evidence have this form. */
export interface Evidence {
  readonly units: readonly {
    readonly variant: number;
    readonly units: number;
    readonly unitsInTwoVariants: number;
  }[];
  readonly dailyUnits: readonly { readonly day: string; readonly variant: number; readonly units: number }[];
  /** All exposed units that met one variant, where `units` are those of them that triggered; absent: there is no trigger. */
  readonly exposedUnits?: readonly { readonly variant: number; readonly units: number }[];
  /** Absent: it is not known how much of the traffic took part. */
  readonly intake?: Intake;
  /** By period of constant weights, in order; absent, or one: the weights never changed within the run. */
  readonly weightPeriods?: readonly WeightPeriodUnits[];
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
  /** By metric key, of those that are broken down; absent: not read, because nobody may read effects in this analysis. */
  readonly breakdowns?: ReadonlyMap<string, BreakdownEvidence>;
  /** By metric key. */
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
}

/** How units joined a run. */
export interface Intake {
  /** In order; those that became effective after `until` do not count. */
  readonly allocations: readonly RunAllocation[];
  /** Until when units could join: the horizon, or the end of the run or of its enrolment. */
  readonly until: Date;
}

/** A period, and the units of each variant, in position order, that were first exposed in it. */
export interface WeightPeriodUnits extends WeightPeriod {
  readonly units: readonly number[];
  /** Of those units, by metric key; absent: not read, as where some period is not comparable. */
  readonly metrics?: ReadonlyMap<string, MetricEvidence>;
}

export interface SegmentUnits {
  readonly attribute: string;
  readonly value: string | null;
  readonly variant: number;
  readonly units: number;
}

/** What was read of one metric, or why it could not be read. */
export type MetricEvidence = ReadMetric | CannotSay;

export interface ReadMetric {
  readonly ok: true;
  /** How the attributes of its covariate were read, as the last columns; left out: it has none, or no unit has them. */
  readonly attributes?: readonly AttributeCovariate[];
  /** The values at which units' values were cut, in the order of the measure's caps; null: no unit has a value. */
  readonly caps: readonly (number | null)[];
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
  /** Third central moments (divisor n) of the first two columns (lib/statistics/third-moments.ts); left out: not read. */
  readonly thirds?: readonly number[] | undefined;
  /** The quantile, the two order statistics around it and the different values between these; null for a metric of moments. */
  readonly quantile: {
    readonly estimate: number;
    readonly lower: number;
    readonly upper: number;
    readonly distinct: number;
    /** Of a quantile over events: their number, and the standard error that units as clusters give the share at or below the quantile. */
    readonly clusters?: { readonly events: number; readonly standardErrorOfShare: number };
  } | null;
}

/** Totals by value of a property, the largest first, or why they could not be read. */
export type BreakdownEvidence =
  | {
      readonly ok: true;
      readonly parts: readonly (Pick<BreakdownPart, 'part' | 'value'> & {
        /** Per variant position; a variant without such events is not there. */
        readonly totals: readonly { readonly variant: number; readonly total: number }[];
      })[];
    }
  | CannotSay;

/** What was read of metrics over time, by metric key, or why it could not be read. */
export type OverTimeEvidence =
  { readonly ok: true; readonly metrics: ReadonlyMap<string, MetricOverTime> } | CannotSay;

export interface MetricOverTime {
  /** One a UTC day of first exposure and arm. */
  readonly byFirstDay: readonly (EvidenceArm & { readonly day: string })[];
  /** One a whole day since exposure and arm; null: the metric is no figure of single days. */
  readonly sinceExposure: readonly (EvidenceArm & { readonly day: number })[] | null;
  /** Units that have had both periods whole; null: too few days, or no such figure. */
  readonly halves: { readonly halves: Halves; readonly arms: readonly EvidenceArm[] } | null;
}
