import type { SplitArms } from '../analysis/split-result';
import type { BreakdownEvidence, MetricEvidence, OverTimeEvidence, ReadMetric } from '../analysis/evidence';
import type { Measure } from '../model/metrics/measure';
import type { LargestValues, SegmentBy } from '../model/planned-segment';
import type { MetricMeaning } from '../model/metrics/kinds';
import type { ForeignAddress } from '../database/foreign-connection';
import type { SourceQuery, SourceSample, SourceToRead, Span } from './source';
import type { DroppedEvidence, ExpiredEvidence } from './forget';
import type { UnitOfWorkspace, UnitRecord } from './unit-record';
import type { Trigger } from '../model/trigger';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { CodedCannotSay } from '../statistics/outcome';

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
  /** Only units that were first exposed from the one instant on, up to but not at the other; left out: all. */
  readonly exposedWithin?: { readonly from: Date | null; readonly until: Date | null } | undefined;
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

export interface PeriodUnitCount {
  /** Place of the period, from 0. */
  readonly period: number;
  readonly variant: number;
  readonly units: number;
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

/** Breakdowns by metric key, and the statements that gave them. */
export interface BreakdownsRead {
  readonly evidence: ReadonlyMap<string, BreakdownEvidence>;
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
  /** In the order of the measure's caps; null where there is no value to take one from. */
  readonly caps: ReadMetric['caps'];
  readonly splits: readonly SplitArms[];
}

export interface DailyVolume {
  /** UTC day, such as 2026-11-23. */
  readonly day: string;
  readonly events: number;
}

export interface DailyTraffic {
  /** UTC day, such as 2026-11-23. */
  readonly day: string;
  /** Units that sent anything on that day. */
  readonly activeUnits: number;
  /** Those that had sent nothing since the span began. */
  readonly newUnits: number;
}

/** Of an attribute with more values than this the largest are shown, and the others together. */
export const maximumSegments = 50;

/** More values than this are something like an id, and are not counted to the end. */
export const maximumValues = 10_000;

/** One consistent view of the evidence: every figure read through it is of the same instant. */
export interface EvidenceSnapshot {
  /** Of all exposed units, whatever triggers. */
  countUnits(scope: RunScope): Promise<Figures<UnitCount>>;
  /** Of the units that are analysed; asked of a scope with a trigger. */
  countTriggeredUnits(scope: RunScope): Promise<Figures<TriggeredUnitCount>>;
  /** Of the units that are analysed, by the period in which they were first exposed: each begins at one of the instants. */
  countPeriodUnits(scope: RunScope, begins: readonly Date[]): Promise<Figures<PeriodUnitCount>>;
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
  /** Of those of the metrics that are broken down. */
  readBreakdowns(scope: RunScope, metrics: readonly MeasuredMetric[]): Promise<BreakdownsRead>;
  measureOverTime(scope: RunScope, metrics: readonly MeasuredMetric[]): Promise<OverTimeRead>;
  /** Of any two of the runs. */
  countSharedUnits(runIds: readonly number[], horizon: Date): Promise<Figures<SharedUnits>>;
  measureShared(request: SharedRequest): Promise<ReadonlyMap<string, MetricEvidence>>;
  measureHoldout(request: HoldoutRequest): Promise<HoldoutRead>;
  metricPreview(scope: PreviewScope, measure: Measure): Promise<Figures<PreviewFigures>>;
  /** One row: all splits of the metric's units. */
  randomSplits(request: SplitsRequest): Promise<Figures<RandomSplits>>;
  recentTraffic(scope: Omit<PreviewScope, 'source'>): Promise<Figures<DailyTraffic>>;
  eventVolume(scope: PreviewScope, names: readonly string[]): Promise<Figures<DailyVolume>>;
}

/** How a snapshot is read. */
export interface SnapshotOptions {
  /** How long one statement may take; a metric that takes longer is shown as failed. Default: 15 minutes. */
  readonly statementTimeoutMs?: number;
  /** Read before the snapshot, and by the metrics that name them. */
  readonly sources?: readonly SourceToRead[];
}

type ReadSnapshot<Result> = (snapshot: EvidenceSnapshot) => Promise<Result>;

/** Figures of one instant. A statement that fails by itself throws UnreadableError; a source that cannot be read throws SourceError. */
export interface EvidenceSnapshots {
  readonly inSnapshot: <Result>(read: ReadSnapshot<Result>, options?: SnapshotOptions) => Promise<Result>;
  /** The same, where the metrics of the run are read incrementally. One at a time for each run; others wait. */
  readonly inRefresh: <Result>(
    runId: number,
    read: ReadSnapshot<Result>,
    options?: SnapshotOptions,
  ) => Promise<Result>;
}

/** Figures cannot be read: a query took too long, or failed by itself. The message is the sentence for people. */
export class UnreadableError extends Error {
  override readonly name = 'UnreadableError';

  constructor(
    readonly why: CodedCannotSay,
    options?: ErrorOptions,
  ) {
    super(cannotSaySentence(why), options);
  }
}

export interface UnitRow {
  readonly unit: string;
  /** Position of the variant in the run's configuration. */
  readonly variant: number;
  readonly firstSeenAt: Date;
  /** All columns of all measures, in order; null where the metric does not exist for the unit. */
  readonly values: readonly (number | null)[];
}

export interface UnitRowsRequest {
  readonly scope: RunScope;
  readonly measures: readonly Measure[];
}

/** How rows of units are asked for, as plain data: it is written by whoever knows the run, and run by a thread that knows nothing. */
export interface UnitRowsStatements {
  readonly environmentId: number;
  /** Where units of the environment are linked. */
  readonly linked: ExecutedQuery;
  readonly unlinked: ExecutedQuery;
}

/** A unit and a run. */
export interface UnitOfRun {
  readonly runId: number;
  readonly unit: string;
}

/** Position of the variant that a unit was first exposed to. */
export interface MetVariant extends UnitOfRun {
  readonly variant: number;
}

/** How many items of a kind got one verdict. */
export interface VerdictCount {
  readonly kind: string;
  /** ACCEPTED, DUPLICATE, a rejection's code, or what was only noticed: CLOCK_AHEAD, LATE. */
  readonly code: string;
  readonly items: number;
  /** Minute of the last one. */
  readonly lastAt: Date;
}

/** A unit to which suspiciously many others were linked. */
export interface CrowdedPerson {
  readonly unit: string;
  readonly linkedUnits: number;
  readonly lastLinkedAt: Date;
}

/** What is read of the evidence. */
export interface EvidenceReader extends EvidenceSnapshots {
  /** For `readUnitRows`. */
  readonly unitRowsStatements: (request: UnitRowsRequest) => UnitRowsStatements;
  /** When a run's first unit was first seen; null before any was. */
  readonly earliestExposure: (runId: number) => Promise<Date | null>;
  /** The first rows of a source, and how many there are in a span. Throws SourceError, also where they are too many. */
  readonly sampleSource: (
    address: ForeignAddress,
    query: SourceQuery,
    span: Span & { readonly rows: number },
  ) => Promise<SourceSample>;
  /** The variants that units met in runs, or in a run that one of them continues: the first of several comes last. */
  readonly variantsMet: (pairs: readonly UnitOfRun[]) => Promise<readonly MetVariant[]>;
  /** The variants that one unit met in the runs themselves; as of the verb's snapshot where it has one. */
  readonly variantsMetInRuns: (unit: string, runIds: readonly number[]) => Promise<readonly MetVariant[]>;
  /** Of the items that arrived since; up to a second ago. */
  readonly countVerdicts: (environmentId: number, since: Date) => Promise<readonly VerdictCount[]>;
  /** Persons with CROWD_UNITS units or more, the largest first; `limit` at most. */
  readonly crowdedPersons: (environmentId: number, limit: number) => Promise<readonly CrowdedPerson[]>;
  /** What `forget.before` would drop; changes nothing. Throws ConflictError (EVENTS_IN_USE). */
  readonly expired: (expired: ExpiredEvidence) => Promise<DroppedEvidence>;
  /** How many refused items `forget.rejectedBefore` would delete. */
  readonly countRejectedBefore: (instant: Date) => Promise<number>;
  /** The unit, then those that were linked to it. */
  readonly unitsOf: (asked: UnitOfWorkspace) => Promise<readonly string[]>;
  /** What is stored of the unit and of those linked to it: exactly what `forget.unit` removes. Some hundreds at a time. */
  readonly unitRecords: (asked: UnitOfWorkspace) => AsyncIterable<readonly UnitRecord[]>;
}
