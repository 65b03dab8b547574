import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { CsvError, parse } from 'csv-parse';
import { z } from 'zod';
import { InvalidInputError } from '../errors';
import type { ImportOptions } from './import-options';

/** One item of the file; `line` counts from 1, the header included. */
export interface FileItem {
  readonly line: number;
  /** Null: the line cannot be read. */
  readonly item: Readonly<Record<string, unknown>> | null;
  /** The line's fields as they were read, for people to find what is wrong. */
  readonly source: unknown;
}

/**
 * The file's items in order, a line at a time whatever the file's size. `fileId` stands in the ids of items that have none.
 * Throws InvalidInputError where the file is missing, or is no CSV.
 */
export async function* readItems(options: ImportOptions, fileId: string): AsyncGenerator<FileItem> {
  const lines = options.format === 'csv' ? csvRecords(options) : jsonRecords(options.file);
  try {
    for await (const { line, record } of lines) {
      const item = record === null ? null : { id: `import:${fileId}:${line}`, ...toItem(record, options) };
      yield { line, item, source: record };
    }
  } catch (error) {
    throw readable(error, options.file);
  }
}

interface FileRecord {
  readonly line: number;
  readonly record: Readonly<Record<string, unknown>> | null;
}

async function* csvRecords({ file, columns }: ImportOptions): AsyncGenerator<FileRecord> {
  const parser = createReadStream(file).pipe(
    parse({ bom: true, info: true, relax_column_count: true, skip_empty_lines: true }),
  );
  const rowSchema = z.object({ record: z.array(z.string()), info: z.object({ lines: z.int() }) });
  let names: readonly string[] | null = null;
  for await (const row of parser) {
    const { record, info } = rowSchema.parse(row);
    if (names === null) {
      names = record;
      const missing = [...columns.values()].find((column) => !record.includes(column));
      if (missing !== undefined) {
        throw new InvalidInputError(`${file} has no column "${missing}". Its columns: ${record.join(', ')}.`);
      }
      continue;
    }
    const isWhole = record.length === names.length;
    const fields = Object.fromEntries(names.map((name, index) => [name, record[index] ?? '']));
    yield { line: info.lines, record: isWhole ? fields : null };
  }
  if (names === null) throw new InvalidInputError(`${file} is empty.`);
}

async function* jsonRecords(file: string): AsyncGenerator<FileRecord> {
  let line = 0;
  const objectSchema = z.record(z.string(), z.unknown());
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === '') continue;
    const parsed = objectSchema.safeParse(parsedJson(line === 1 ? withoutByteOrderMark(text) : text));
    yield { line, record: parsed.data ?? null };
  }
}

/** Some programs begin a file with one. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fields of each item; members of an object are named with a dot, such as properties.country. */
const FIELDS = [
  'id',
  'unit',
  'name',
  'value',
  'occurredAt',
  'properties',
  'experiment',
  'variant',
  'attributes',
];
const MORE_FIELDS = ['forced', 'reason', 'userAgent', 'anonymous'];

function toItem(
  record: Readonly<Record<string, unknown>>,
  { columns, constants, format }: ImportOptions,
): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  const fields = new Set([...FIELDS, ...MORE_FIELDS, ...columns.keys()]);
  for (const field of fields) {
    const given = record[columns.get(field) ?? field];
    // An empty cell is how CSV says that there is nothing.
    if (given === undefined || (format === 'csv' && given === '')) continue;
    setField(item, field, format === 'csv' ? fromCell(field, given) : given);
  }
  for (const [field, text] of constants) setField(item, field, fromCell(field, text));
  return item;
}

function setField(item: Record<string, unknown>, field: string, value: unknown): void {
  const [outer = '', member] = field.split(/\.(.*)/s, 2);
  if (member === undefined) item[field] = value;
  else item[outer] = { ...(typeof item[outer] === 'object' ? item[outer] : {}), [member]: value };
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Cells are text; what a field wants to be else is read from it, and left as it is where that cannot be. */
function fromCell(field: string, cell: unknown): unknown {
  if (typeof cell !== 'string') return cell;
  if ((field === 'value' || field === 'run') && DECIMAL.test(cell.trim())) return Number(cell);
  if (field === 'forced' && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  if (field === 'properties' || field === 'attributes') return parsedJson(cell) ?? cell;
  return cell;
}

function readable(error: unknown, file: string): unknown {
  if (error instanceof CsvError) return new InvalidInputError(`${file}: ${error.message}`);
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
    return new InvalidInputError(`There is no file ${file}.`);
  }
  return error;
}
