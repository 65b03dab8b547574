import { bind, bindAll, column, joined, sql, type Fragment } from './fragment';
import { pastValue } from '../../../analysis/past-measure';
import type { Measure } from '../../../model/metrics/measure';
import { isPast, type LargestValues, type SegmentBy } from '../../../model/planned-segment';
import { placed, unitColumns, waitingColumn, type PlacedMeasure } from './measured-columns';
import { UnitValues, type Population } from './unit-values';

/**
 * Where a statement finds units' numbers: one row a unit with its variant, its segments `segment1`, ..., its metrics' columns
 * `m1_value`, ... and `m1_waits`, 1 where the unit waits for its window to end.
 */
export interface UnitSource {
  /** Common table expressions that `units` needs, each ending with a comma. */
  readonly tables: Fragment;
  /** A select of those rows. */
  readonly units: Fragment;
}

/** Segments by the UTC day of first exposure. No attribute has this name: theirs are not empty. */
export const firstDay = '';

/** What is asked of a source. */
export interface UnitsRequest {
  readonly source: UnitSource;
  readonly metrics: readonly PlacedMeasure[];
  /** What to segment by: attributes of the exposure, or its day, and pasts. */
  readonly attributes: readonly SegmentBy[];
}

/** Units' numbers computed from exposures and events. */
export function computedUnits(
  population: Population,
  measures: readonly Measure[],
  attributes: readonly SegmentBy[] = [],
): UnitsRequest {
  const values = new UnitValues(population);
  const metrics = placed(measures);
  const columns = metrics.flatMap((metric) => [
    ...unitColumns(values, metric),
    ...waitingColumn(values, metric),
  ]);
  const segments = attributes.map(
    (by, index) => sql`${segmentValue(values, by)} as ${column('segment', index)}`,
  );
  const selected = joined(
    [sql`unit.variant`, ...segments, ...columns],
    sql`,
    `,
  );
  const units = sql`
  select
    ${selected}
  from ${values.from()}`;
  return { source: { tables: sql`${values.tables()},`, units }, metrics, attributes };
}

function segmentValue(values: UnitValues, by: SegmentBy): Fragment {
  if (isPast(by)) return noneOrSome(values.value(pastValue(by)));
  return by === firstDay ? values.firstDay() : attributeSegment(by, (name) => values.attribute(name));
}

/** The segment of a unit by an attribute, whose text `valueOf` gives; null for a unit without it. */
export function attributeSegment(
  by: string | LargestValues,
  valueOf: (attribute: string) => Fragment,
): Fragment {
  if (typeof by === 'string') return valueOf(by);
  const value = valueOf(by.attribute);
  const isNamed = sql`${value} in (${bindAll(by.named, 'text')})`;
  return sql`case when ${isNamed} then ${value} when ${value} is not null then ${bind(by.other, 'text')} end`;
}

/** The segment of a unit by the number of `measureOfPast`. */
export function noneOrSome(value: Fragment): Fragment {
  return sql`case when ${value} > 0 then 'some' else 'none' end`;
}
