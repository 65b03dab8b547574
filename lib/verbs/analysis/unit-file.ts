import type { UnitRow } from '../../evidence/read';
import { readUnitRows } from '../../evidence/read-unit-rows';
import { csvHeader, csvLines } from '../../exports/csv';
import { ParquetFile } from '../../exports/parquet';
import type { Cell, TableColumn } from '../../exports/table';
import { unitColumnsOf, unitMeasureOf } from '../../exports/units-table';
import { parseRunConfiguration, type RunMetric } from '../../model/run-configuration';
import type { UnitFileOrder } from './unit-file-messages';

/** The file in pieces of some hundred rows, read as they are taken. */
export async function* unitFile({
  databaseUrl,
  configuration,
  metrics: keys,
  attributes,
  format,
  ...units
}: UnitFileOrder): AsyncGenerator<Uint8Array, void, void> {
  const { trigger, metrics, variants } = parseRunConfiguration(configuration);
  const written = keys.map((key) => metricOf(metrics, key));
  const columns = unitColumnsOf(written, attributes);
  const measures = written.map((metric) => unitMeasureOf(metric, attributes));
  const request = { scope: { ...units, trigger }, measures };
  const rows = cellsOf(
    readUnitRows(databaseUrl, request),
    variants.map((variant) => variant.key),
  );
  yield* format === 'csv' ? csvFile(columns, rows) : parquetFile(columns, rows);
}

function metricOf(metrics: readonly RunMetric[], wanted: string): RunMetric {
  const metric = metrics.find(({ key }) => key === wanted);
  if (metric === undefined) throw new Error(`the run has no metric "${wanted}"`);
  return metric;
}

type Rows = AsyncIterable<readonly (readonly Cell[])[]>;

async function* cellsOf(
  rows: AsyncIterable<readonly UnitRow[]>,
  variants: readonly string[],
): AsyncGenerator<readonly (readonly Cell[])[], void, void> {
  for await (const some of rows) {
    yield some.map(({ unit, variant, firstSeenAt, values }) => [
      unit,
      variants[variant] ?? null,
      firstSeenAt,
      ...values,
    ]);
  }
}

async function* csvFile(columns: readonly TableColumn[], rows: Rows) {
  const encoder = new TextEncoder();
  yield encoder.encode(csvHeader(columns));
  for await (const some of rows) yield encoder.encode(csvLines(some));
}

/** Smaller groups make a file of many parts. */
const rowsInGroup = 1_000;

async function* parquetFile(columns: readonly TableColumn[], rows: Rows) {
  const file = new ParquetFile(columns);
  let group: (readonly Cell[])[] = [];
  for await (const some of rows) {
    group = [...group, ...some];
    if (group.length < rowsInGroup) continue;
    yield file.write(group);
    group = [];
  }
  if (group.length > 0) yield file.write(group);
  yield file.end();
}
