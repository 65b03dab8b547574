import type { SplitArms } from '../analysis/calibration';
import type { MetricEvidence, OverTimeEvidence } from '../analysis/evidence';
import type { Measure } from '../analysis/measure';
import type { LargestValues, SegmentBy } from '../analysis/planned-segment';
import type { MetricMeaning } from '../analysis/metric-definition';
import type { Trigger } from '../analysis/trigger';

/** The statement and the parameters behind some figures, kept so that anybody can run them again. */
export interface ExecutedQuery {
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** Rows together with the query that gave them: no figure without its proof. */
export interface Figures<Row> {
  readonly rows: readonly Row[];
  readonly query: ExecutedQuery;
}

/** Whose evidence is read, and up to when: what occurred after `horizon` is not in it. */
export interface RunScope {
  readonly runId: number;
  readonly environmentId: number;
  readonly horizon: Date;
  /** When the run ended: what came later does not count where a window has no end. Null, or left out: it goes on. */
  readonly endedAt?: Date | null | undefined;
  /** Of the exposed units those that did this after it are analysed; left out: all of them. */
  readonly trigger?: Trigger | undefined;
}

/** Of the units seen in one variant alone, those that triggered. */
export interface TriggeredUnitCount {
  readonly variant: number;
  readonly units: number;
}

export interface UnitCount {
  /** Position of the variant in the run's configuration. */
  readonly variant: number;
  /** Units seen in this variant alone. */
  readonly units: number;
  /** Units first seen in this variant and then in another: left out of every arm. */
  readonly unitsInTwoVariants: number;
}

export interface DailyUnitCount {
  /** UTC day, such as 2026-11-23. */
  readonly day: string;
  readonly variant: number;
  readonly units: number;
}

export interface SegmentUnitCount {
  /** Null: units without the attribute. */
  readonly value: string | null;
  readonly variant: number;
  readonly units: number;
}

export interface SegmentSize {
  readonly value: string;
  readonly units: number;
}

export interface LateEventCount {
  readonly name: string;
  readonly events: number;
  /** Those that arrived more than a day after they occurred. */
  readonly late: number;
}

/** A metric to read, by its key. */
export type MeasuredMetric = MetricMeaning & { readonly key: string };

export interface MetricsRequest {
  readonly scope: RunScope;
  readonly metrics: readonly MeasuredMetric[];
  /**
   * Attributes of the exposure to read moments by, besides the moments of all units, and pasts. A past is answered as a metric too,
   * under its name: whose segments are the units by it. Metrics of sources are not read by pasts.
   */
  readonly attributes: readonly SegmentBy[];
  /** Level of the intervals: quantiles are read together with the order statistics at its ends. */
  readonly alphaTwoSided: number;
}

/** By metric key; a metric whose query failed says why, and has no query. */
export interface MetricsRead {
  /** Whether the units' values that were stored earlier were used; the figures are the same. */
  readonly isIncremental: boolean;
  readonly metrics: ReadonlyMap<string, MetricEvidence>;
  readonly queries: readonly (ExecutedQuery & { readonly name: string })[];
}

/** Metrics over time, and the statements that gave them. */
export interface OverTimeRead {
  readonly evidence: OverTimeEvidence;
  readonly queries: MetricsRead['queries'];
}

/** Units that were exposed in both of two runs. */
export interface SharedUnits {
  readonly first: number;
  readonly second: number;
  readonly units: number;
}

/** Two runs of one environment, by id, and what to measure of the units that they share. */
export interface SharedRequest {
  readonly first: number;
  readonly second: number;
  readonly environmentId: number;
  readonly horizon: Date;
  readonly metrics: readonly MeasuredMetric[];
}

/** A holdout by its salt and share, and what to measure of the units in it and outside of it. */
export interface HoldoutRequest {
  readonly environmentId: number;
  readonly from: Date;
  readonly horizon: Date;
  readonly salt: string;
  readonly share: number;
  readonly metrics: readonly MeasuredMetric[];
  readonly alphaTwoSided: number;
}

/** Variant 0: kept out. */
export interface HoldoutUnitCount {
  readonly variant: number;
  readonly units: number;
}

export interface HoldoutRead extends Pick<MetricsRead, 'metrics' | 'queries'> {
  readonly units: readonly HoldoutUnitCount[];
}

/** Whose events a preview reads, and from when to when. */
export interface PreviewScope {
  readonly environmentId: number;
  readonly from: Date;
  readonly horizon: Date;
  /** Key of a source whose rows are read in their place; null: none. */
  readonly source: string | null;
}

/** Moments of a metric's own columns over the units of a preview. */
export interface PreviewFigures {
  readonly n: number;
  /** Units whose value, of a ratio whose numerator, is 0. */
  readonly zeros: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
}

/** A metric whose recent units are to be split at random, `rounds` times. */
export interface SplitsRequest extends Omit<PreviewScope, 'source'> {
  readonly measure: Measure;
  readonly rounds: number;
  /** Other seeds give other splits; a whole number of 32 bits. */
  readonly seed: number;
  /** Of more units than this, so many are drawn. */
  readonly maximumUnits: number;
}

export interface RandomSplits {
  /** Units of the period, and how many of them were split. */
  readonly units: number;
  readonly unitsRead: number;
  readonly cap: number | null;
  readonly splits: readonly SplitArms[];
}

export interface DailyVolume {
  /** UTC day, such as 2026-11-23. */
  readonly day: string;
  readonly events: number;
}

/** One consistent view of the evidence: every figure read through it is of the same instant. */
export interface WarehouseSnapshot {
  /** Of all exposed units, whatever triggers. */
  countUnits(scope: RunScope): Promise<Figures<UnitCount>>;
  /** Of the units that are analysed; asked of a scope with a trigger. */
  countTriggeredUnits(scope: RunScope): Promise<Figures<TriggeredUnitCount>>;
  countDailyUnits(scope: RunScope): Promise<Figures<DailyUnitCount>>;
  /** How many different values an attribute has, up to one more than are counted. */
  segmentValues(scope: RunScope, attribute: string): Promise<Figures<{ readonly values: number }>>;
  /** The values with the most units, over all variants; as many as are shown by themselves. */
  largestSegments(scope: RunScope, attribute: string): Promise<Figures<SegmentSize>>;
  /** Units by an attribute's values. */
  segmentUnits(scope: RunScope, by: string | LargestValues): Promise<Figures<SegmentUnitCount>>;
  lateExposures(
    scope: RunScope,
  ): Promise<Figures<{ readonly exposures: number; readonly lateExposures: number }>>;
  lateEvents(scope: RunScope, names: readonly string[]): Promise<Figures<LateEventCount>>;
  measureMetrics(request: MetricsRequest): Promise<MetricsRead>;
  measureOverTime(scope: RunScope, metrics: readonly MeasuredMetric[]): Promise<OverTimeRead>;
  /** Of any two of the runs. */
  countSharedUnits(runIds: readonly number[], horizon: Date): Promise<Figures<SharedUnits>>;
  measureShared(request: SharedRequest): Promise<ReadonlyMap<string, MetricEvidence>>;
  measureHoldout(request: HoldoutRequest): Promise<HoldoutRead>;
  metricPreview(scope: PreviewScope, measure: Measure): Promise<Figures<PreviewFigures>>;
  /** One row: all splits of the metric's units. */
  randomSplits(request: SplitsRequest): Promise<Figures<RandomSplits>>;
  eventVolume(scope: PreviewScope, names: readonly string[]): Promise<Figures<DailyVolume>>;
}

/** Where exposures and events live. */
export interface Warehouse {
  inSnapshot<Result>(read: (snapshot: WarehouseSnapshot) => Promise<Result>): Promise<Result>;
  /** The same, where the metrics of the run are read incrementally. One at a time for each run; others wait. */
  inRefresh<Result>(runId: number, read: (snapshot: WarehouseSnapshot) => Promise<Result>): Promise<Result>;
}
