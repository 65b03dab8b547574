import type { MetricDefinition, MetricKind } from '../analysis/metric-definition';

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

export interface MomentsRow {
  readonly variant: number;
  readonly n: number;
  readonly mean: number;
  /** With n - 1; 0 for a single unit, which the statistics refuse by its n. */
  readonly variance: number;
}

export interface MeasuredMetric {
  readonly kind: MetricKind;
  readonly definition: MetricDefinition;
}

/** One consistent view of the evidence: every figure read through it is of the same instant. */
export interface WarehouseSnapshot {
  countUnits(scope: RunScope): Promise<Figures<UnitCount>>;
  countDailyUnits(scope: RunScope): Promise<Figures<DailyUnitCount>>;
  metricMoments(scope: RunScope, metric: MeasuredMetric): Promise<Figures<MomentsRow>>;
}

/** Where exposures and events live. */
export interface Warehouse {
  inSnapshot<Result>(read: (snapshot: WarehouseSnapshot) => Promise<Result>): Promise<Result>;
}
