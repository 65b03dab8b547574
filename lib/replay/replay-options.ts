import type { ServerAddress } from '../client/api-client';
import type { BlankRule } from '../tables/blank-cells';

export type ReplayMetricKind = 'mean' | 'proportion' | 'ratio';

export interface ReplayMetric {
  /** The metric's key. */
  readonly name: string;
  /** The column it is read from, which also names the event; of a ratio the numerator's. */
  readonly column: string;
  /** Of a ratio alone. */
  readonly denominatorColumn: string | null;
  /** Null: proportion where the column holds only 0, 1, TRUE and FALSE, else mean. */
  readonly kind: ReplayMetricKind | null;
  /** Adjusted for the covariate column. */
  readonly cuped: boolean;
  /** Order of the pooled quantile at which values are capped; null: they are not. */
  readonly winsorisation: number | null;
}

export interface ReplayOptions {
  readonly file: string;
  readonly experiment: string;
  readonly variantColumn: string;
  readonly control: string;
  /** Null: each row is a unit, named by its place in the file. */
  readonly unitColumn: string | null;
  readonly metrics: readonly ReplayMetric[];
  readonly covariateColumn: string | null;
  readonly segmentColumns: readonly string[];
  /** What stands between the file's columns; null: whatever its header has. */
  readonly delimiter: string | null;
  /** What is done where a metric's or the covariate's cell is blank. */
  readonly blank: BlankRule;
  /** Column of the times at which units were exposed; null: all at the run's start. */
  readonly exposedAtColumn: string | null;
  /** Of the experiment as it was carried out; null: the first exposure. */
  readonly startedAtMs: number | null;
  /** Exposures are before it; null: just behind the last exposure. */
  readonly endedAtMs: number | null;
  /** Of times that are written without a zone; null: such times are refused. */
  readonly timeZone: string | null;
  readonly json: boolean;
  /** Reads all evidence again instead of using values kept from earlier analyses. */
  readonly full: boolean;
  /** Null: a server is started for the replay. */
  readonly server: ServerAddress | null;
}

/** Whether the run is entered as it was carried out, with its own times, rather than started now. */
export function isRecorded({ exposedAtColumn, startedAtMs }: ReplayOptions): boolean {
  return exposedAtColumn !== null || startedAtMs !== null;
}

/** The columns that metrics are read from, each once: a row's values stand in this order. */
export function valueColumns({ metrics }: Pick<ReplayOptions, 'metrics'>): readonly string[] {
  const columns = metrics.flatMap(({ column, denominatorColumn }) =>
    denominatorColumn === null ? [column] : [column, denominatorColumn],
  );
  return [...new Set(columns)];
}
