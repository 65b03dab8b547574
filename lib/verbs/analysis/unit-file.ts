import type { UnitRow } from '../../evidence/read';
import { readUnitRows } from '../../evidence/read-unit-rows';
import { csvHeader, csvLines } from '../../exports/csv';
import { ParquetFile } from '../../exports/parquet';
import type { Cell, TableColumn } from '../../exports/table';
import type { UnitFileOrder } from './unit-file-messages';

type Row = readonly Cell[];

/** Called after some hundred rows were read, with what that took; no more are read until it resolves. */
export type Rest = (tookMs: number) => Promise<void>;

/** The file in pieces of some thousand rows, read as they are taken. */
export async function* unitFile(order: UnitFileOrder, rest: Rest): AsyncGenerator<Uint8Array, void, void> {
  const rows = rested(readUnitRows(order.databaseUrl, order.statements), rest);
  const groups = grouped(rows, order.variants);
  yield* order.format === 'csv' ? csvFile(order.columns, groups) : parquetFile(order.columns, groups);
}

async function* rested<Part>(
  parts: AsyncIterable<Part, void, void>,
  rest: Rest,
): AsyncGenerator<Part, void, void> {
  let since = performance.now();
  for await (const part of parts) {
    await rest(performance.now() - since);
    yield part;
    since = performance.now();
  }
}

/** Each piece costs the thread that passes it on the same, however long it is. Smaller groups also make a Parquet file of many parts. */
const ROWS_IN_GROUP = 1_000;

async function* grouped(
  rows: AsyncIterable<readonly UnitRow[]>,
  variants: readonly string[],
): AsyncGenerator<readonly Row[], void, void> {
  let group: Row[] = [];
  for await (const some of rows) {
    for (const row of some) group.push(cellsOf(row, variants));
    if (group.length < ROWS_IN_GROUP) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

function cellsOf({ unit, variant, firstSeenAt, values }: UnitRow, variants: readonly string[]): Row {
  return [unit, variants[variant] ?? null, firstSeenAt, ...values];
}

async function* csvFile(columns: readonly TableColumn[], groups: AsyncIterable<readonly Row[]>) {
  const encoder = new TextEncoder();
  yield encoder.encode(csvHeader(columns));
  for await (const group of groups) yield encoder.encode(csvLines(group));
}

async function* parquetFile(columns: readonly TableColumn[], groups: AsyncIterable<readonly Row[]>) {
  const file = new ParquetFile(columns);
  for await (const group of groups) yield file.write(group);
  yield file.end();
}
