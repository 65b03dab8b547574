import type { LeftOut } from '../../exports/units-table';

/** What leaves as a download. A stream is read once, and has to be read or cancelled. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  /** Metrics that the file does not have although the run measures them. */
  readonly leftOut?: readonly LeftOut[];
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>;
}

export const parquetMediaType = 'application/vnd.apache.parquet';
export const csvMediaType = 'text/csv; charset=utf-8';
