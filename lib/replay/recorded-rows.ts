import { InvalidInputError } from '../errors';
import { isBlank, saysNothing } from '../tables/blank-cells';
import { InstantReader, NoInstant, zoneNamed } from '../tables/instants';
import { readCsv } from '../tables/read-csv';
import { valueColumns, type ReplayOptions } from './replay-options';

/** One row of the file, read and checked. */
export interface RecordedRow {
  readonly unit: string;
  readonly variant: string;
  /** In the order of `valueColumns`. */
  readonly values: readonly number[];
  readonly covariate: number | null;
  /** Epoch milliseconds; null: the file does not say. */
  readonly exposedAtMs: number | null;
  readonly segments: Readonly<Record<string, string>>;
}

/** Null: its row is left out. */
type RowReader = (record: readonly string[], line: number, row: number) => RecordedRow | null;

/** A row in which cells of numbers say nothing, where the options do not refuse it. */
export interface BlankRow {
  readonly variant: string;
  /** The columns of those cells. */
  readonly columns: readonly string[];
}

interface Column {
  readonly name: string;
  readonly index: number;
}

/**
 * The file's rows, one after the other, so that a file of any size takes little memory; `onBlank` is told of those with
 * blank cells. Throws {@link InvalidInputError} that names line and column.
 */
export async function* recordedRows(
  options: ReplayOptions,
  onBlank: (row: BlankRow) => void = () => undefined,
): AsyncGenerator<RecordedRow> {
  const columns = columnNames(options);
  let read: RowReader | null = null;
  let row = 0;
  for await (const { names, rows } of readCsv(options.file, { delimiter: options.delimiter, columns })) {
    read ??= rowReader(options, names, onBlank);
    const whole = rows.map((found) => {
      if ('problem' in found) throw unreadable(options.file, found.line, found.problem, found.source);
      return found;
    });
    for (const { cells, line } of whole) {
      const found = read(cells, line, (row += 1));
      if (found !== null) yield found;
    }
  }
}

function unreadable(file: string, line: number, problem: string, source: string): InvalidInputError {
  const text = source.length > 200 ? `${source.slice(0, 200)}...` : source;
  return new InvalidInputError(`${file}, line ${String(line)}: ${problem}: ${text}`);
}

function columnNames(options: ReplayOptions): readonly string[] {
  const { variantColumn, unitColumn, covariateColumn, segmentColumns, exposedAtColumn } = options;
  const others = [unitColumn, covariateColumn, exposedAtColumn].filter((name) => name !== null);
  return [variantColumn, ...others, ...valueColumns(options), ...segmentColumns];
}

function rowReader(
  options: ReplayOptions,
  names: readonly string[],
  onBlank: (row: BlankRow) => void,
): RowReader {
  const columnOf = (name: string): Column => ({ name, index: names.indexOf(name) });
  const variant = columnOf(options.variantColumn);
  const unit = options.unitColumn === null ? null : columnOf(options.unitColumn);
  const metrics = valueColumns(options).map(columnOf);
  const covariate = options.covariateColumn === null ? null : columnOf(options.covariateColumn);
  const segments = options.segmentColumns.map(columnOf);
  const exposedAt = options.exposedAtColumn === null ? null : columnOf(options.exposedAtColumn);
  const instants = new InstantReader(options.timeZone === null ? null : zoneNamed(options.timeZone));
  return (record, line, row) => {
    const text = ({ name, index }: Column): string => {
      const value = record[index] ?? '';
      if (!isBlank(value)) return value;
      throw new InvalidInputError(`${options.file}, line ${String(line)}: column "${name}" is empty.`);
    };
    const blanks: string[] = [];
    const number = ({ name, index }: Column): number => {
      const value = record[index] ?? '';
      if (!saysNothing(value)) return parseNumber(value, name, options.file, line);
      if (options.blank === 'none') throw blankCell(options.file, line, name, value);
      blanks.push(name);
      return 0;
    };
    const time = (column: Column): number => {
      const instant = instants.read(text(column));
      if (!(instant instanceof NoInstant)) return instant;
      throw new InvalidInputError(`${options.file}, line ${String(line)}: ${instant.detail}.`);
    };
    const read = {
      unit: unit === null ? `row-${String(row)}` : text(unit),
      variant: text(variant),
      values: metrics.map(number),
      covariate: covariate === null ? null : number(covariate),
      exposedAtMs: exposedAt === null ? null : time(exposedAt),
      segments: Object.fromEntries(segments.map((column) => [column.name, record[column.index] ?? ''])),
    };
    if (blanks.length === 0) return read;
    onBlank({ variant: read.variant, columns: blanks });
    return options.blank === 'skip' ? null : read;
  };
}

function blankCell(file: string, line: number, column: string, cell: string): InvalidInputError {
  const what = isBlank(cell) ? 'is empty' : `says "${cell}"`;
  return new InvalidInputError(
    `${file}, line ${String(line)}: column "${column}" ${what}. --blank zero counts such cells as 0, --blank skip leaves their rows out.`,
  );
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function parseNumber(text: string, column: string, file: string, line: number): number {
  const upper = text.trim().toUpperCase();
  if (upper === 'TRUE') return 1;
  if (upper === 'FALSE') return 0;
  const value = decimal.test(upper) ? Number(upper) : Number.NaN;
  if (Number.isFinite(value)) return value;
  throw new InvalidInputError(
    `${file}, line ${String(line)}: "${text}" in column "${column}" is not a number (nor TRUE or FALSE).`,
  );
}
