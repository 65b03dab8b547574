import { isDeepStrictEqual } from 'node:util';
import { measureOfPast } from '../../../../analysis/past-measure';
import type { Measure } from '../../../../model/metrics/measure';
import { isPast, type PastSegment, type SegmentBy } from '../../../../model/planned-segment';
import { bind, column, joined, sql, type Fragment } from '../fragment';
import {
  placed,
  type PlacedMeasure,
  unitColumns,
  valueColumn,
  valueColumns,
  waitingColumn,
  waitsColumn,
} from '../measured-columns';
import { attributeSegment, noneOrSome, type UnitsRequest } from '../unit-source';
import { UnitValues, type Population } from '../unit-values';

/**
 * Where a run's metrics stand in `unit_values.figures`: first the columns of all metrics in their order, then, for each metric
 * whose window has to have ended, whether the unit waits.
 */
export interface UnitLayout {
  readonly metrics: readonly PlacedMeasure[];
  readonly columns: number;
  readonly waiting: readonly PlacedMeasure[];
}

export function layoutOf(measures: readonly Measure[]): UnitLayout {
  const metrics = placed(measures);
  return {
    metrics,
    columns: metrics.reduce((count, { measure }) => count + measure.columns.length, 0),
    waiting: metrics.filter(({ measure }) => measure.complete !== null),
  };
}

/** Rows of `unit_values`, computed from the evidence of a population. */
export function computedRows(
  population: Population,
  { metrics, waiting }: UnitLayout,
): { readonly tables: Fragment; readonly rows: Fragment } {
  const values = new UnitValues(population);
  const computed = metrics.flatMap((metric) => [
    ...unitColumns(values, metric),
    ...waitingColumn(values, metric),
  ]);
  const windows = waiting.flatMap(({ measure }) => (measure.complete === null ? [] : [measure.complete]));
  const dueAt = sql`${values.nextEnd(windows)} as due_at`;
  const figures = [
    ...metrics.flatMap((metric) => valueColumns(metric, metric.measure.columns.length)),
    ...waiting.map(waitsColumn),
  ];
  const rows = sql`
  select unit_hash, unit, variant, array[${joined(figures, sql`, `)}]::float8[] as figures, due_at
  from (
    select
      unit.unit_hash,
      unit.unit,
      unit.variant,
      ${joined(
        [...computed, dueAt],
        sql`,
      `,
      )}
    from ${values.from()}
  ) as measured`;
  return { tables: sql`${values.tables()},`, rows };
}

/** Some metrics of the layout as a statement reads them from rows with `variant` and `figures`. */
export function figureColumns(
  { columns, waiting }: UnitLayout,
  metrics: readonly PlacedMeasure[],
): readonly Fragment[] {
  const figure = (place: number) => sql`unit.figures[${bind(place + 1, 'int')}]`;
  return metrics.flatMap((metric) => [
    ...metric.measure.columns.map(
      (_, index) => sql`${figure(metric.first + index)} as ${valueColumn(metric, index)}`,
    ),
    ...(metric.measure.complete === null
      ? []
      : [
          sql`${figure(columns + waiting.findIndex(({ number }) => number === metric.number))} as ${waitsColumn(metric)}`,
        ]),
  ]);
}

/** Where the layout has a past, which was asked for as a metric. */
function storedPast({ metrics }: UnitLayout, past: PastSegment): Fragment {
  const wanted = measureOfPast(past);
  const found = metrics.find(({ measure }) => isDeepStrictEqual(measure, wanted));
  if (found === undefined) throw new Error('A past was to be read that was not stored.');
  return sql`unit.figures[${bind(found.first + 1, 'int')}]`;
}

/** Units' numbers as they are stored, with the attributes of their exposures. */
export function storedUnits(
  runId: number,
  layout: UnitLayout,
  metrics: readonly PlacedMeasure[],
  attributes: readonly SegmentBy[],
): UnitsRequest {
  const segments = attributes.map((by, index) => {
    const value = isPast(by)
      ? noneOrSome(storedPast(layout, by))
      : attributeSegment(by, (name) => sql`exposure.attributes ->> ${bind(name, 'text')}`);
    return sql`${value} as ${column('segment', index)}`;
  });
  const selected = joined(
    [sql`unit.variant`, ...segments, ...figureColumns(layout, metrics)],
    sql`,
    `,
  );
  const exposures = attributes.every(isPast)
    ? sql``
    : sql`
  join exposures as exposure
    on exposure.run_id = unit.run_id and exposure.unit_hash = unit.unit_hash and exposure.unit = unit.unit`;
  const units = sql`
  select
    ${selected}
  from unit_values as unit${exposures}
  where unit.run_id = ${bind(runId, 'int')}`;
  return { source: { tables: sql``, units }, metrics, attributes };
}
