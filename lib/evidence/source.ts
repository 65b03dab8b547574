import type { ForeignAddress } from '../database/foreign-connection';
import { cannotSaySentence } from '../sentences/cannot-say';
import type { CodedCannotSay } from '../statistics/outcome';

/** A query over somebody's Postgres that yields unit, time and value, and how much it may take. */
export interface SourceQuery {
  readonly sql: string;
  /** For one reading as a whole. */
  readonly statementTimeoutMs: number;
  /** Most rows of one reading. */
  readonly rowLimit: number;
}

/** A source to be read for an analysis: rows from one instant to another, both included. */
export interface SourceToRead extends SourceQuery {
  readonly key: string;
  /** Where it is, or why that is not known. */
  readonly address: ForeignAddress | { readonly unknown: CodedCannotSay };
  readonly from: Date;
  readonly to: Date;
}

/** One row of a source. */
export interface SourceRow {
  readonly unit: string;
  /** Microseconds since 1970, exact, in decimal digits. */
  readonly timeMicros: string;
  readonly value: number;
}

/** From one instant to another, both included. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** What a check shows of a source. */
export interface SourceSample {
  /** The first rows, whenever they are of. */
  readonly rows: readonly SourceRow[];
  /** How many there are in the span. */
  readonly rowsInSpan: number;
}

/** A source that cannot be read, with the reason for whoever owns it: never a fault of the platform. */
export class SourceError extends Error {
  override readonly name = 'SourceError';

  constructor(
    readonly why: CodedCannotSay,
    options?: ErrorOptions,
  ) {
    super(cannotSaySentence(why), options);
  }
}
