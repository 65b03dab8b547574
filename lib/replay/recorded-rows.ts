import { createReadStream } from 'node:fs';
import { parse, CsvError } from 'csv-parse';
import { InvalidInputError } from '../errors';
import { valueColumns, type ReplayOptions } from './replay-options';

/** One row of the file, read and checked. */
export interface RecordedRow {
  readonly unit: string;
  readonly variant: string;
  /** In the order of `valueColumns`. */
  readonly values: readonly number[];
  readonly covariate: number | null;
  readonly segments: Readonly<Record<string, string>>;
}

/** What the CSV parser gives for each line, with `info` switched on. */
interface ParsedRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

type RowReader = (record: readonly string[], line: number, row: number) => RecordedRow;

interface Column {
  readonly name: string;
  readonly index: number;
}

/**
 * The file's rows, one after the other, so that a file of any size takes little memory. Throws
 * {@link InvalidInputError} that names line and column.
 */
export async function* recordedRows(options: ReplayOptions): AsyncGenerator<RecordedRow> {
  const parser = parse({ bom: true, info: true, skip_empty_lines: true });
  const source = createReadStream(options.file);
  // pipe() does not hand errors on: without this, a file that cannot be opened would never end.
  source.on('error', (error) => parser.destroy(error));
  const records: AsyncIterable<ParsedRecord> = source.pipe(parser);
  let read: RowReader | null = null;
  let row = 0;
  try {
    for await (const { record, info } of records) {
      if (read === null) {
        read = rowReader(options, record);
        continue;
      }
      row += 1;
      yield read(record, info.lines, row);
    }
  } catch (error) {
    throw readable(error, options.file);
  }
  if (read === null) throw new InvalidInputError(`${options.file} is empty.`);
}

function readable(error: unknown, file: string): unknown {
  if (error instanceof CsvError) return new InvalidInputError(`${file}: ${error.message}`);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new InvalidInputError(`There is no file ${file}.`);
  }
  return error;
}

function rowReader(options: ReplayOptions, names: readonly string[]): RowReader {
  const columnOf = (name: string): Column => {
    const index = names.indexOf(name);
    if (index >= 0) return { name, index };
    throw new InvalidInputError(`${options.file} has no column "${name}". Its columns: ${names.join(', ')}.`);
  };
  const variant = columnOf(options.variantColumn);
  const unit = options.unitColumn === null ? null : columnOf(options.unitColumn);
  const metrics = valueColumns(options).map(columnOf);
  const covariate = options.covariateColumn === null ? null : columnOf(options.covariateColumn);
  const segments = options.segmentColumns.map(columnOf);
  return (record, line, row) => {
    const text = ({ name, index }: Column): string => {
      const value = record[index] ?? '';
      if (value !== '') return value;
      throw new InvalidInputError(`${options.file}, line ${String(line)}: column "${name}" is empty.`);
    };
    const number = (column: Column): number => parseNumber(text(column), column.name, options.file, line);
    return {
      unit: unit === null ? `row-${String(row)}` : text(unit),
      variant: text(variant),
      values: metrics.map(number),
      covariate: covariate === null ? null : number(covariate),
      segments: Object.fromEntries(segments.map((column) => [column.name, record[column.index] ?? ''])),
    };
  };
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
