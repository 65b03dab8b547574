import type { Measure } from '../../analysis/measure';
import { column, sql, type Fragment } from './fragment';
import type { UnitValues } from './unit-values';

/** A metric in a statement: its measure and where its columns begin among `c0`, `c1`, ... */
export interface PlacedMeasure {
  readonly measure: Measure;
  readonly first: number;
}

export function placed(measures: readonly Measure[]): readonly PlacedMeasure[] {
  let next = 0;
  return measures.map((measure) => {
    const first = next;
    next += measure.columns.length;
    return { measure, first };
  });
}

/**
 * A metric's columns for one unit. All are null where the metric does not exist for the unit: while its window has not
 * ended, or where column 0 has no value. `waits<n>` says which of the two it is.
 */
export function unitColumns(values: UnitValues, { measure, first }: PlacedMeasure): readonly Fragment[] {
  const { complete } = measure;
  const outcome = measure.columns[0];
  const mayBeMissing = outcome?.kind === 'aggregate' && outcome.aggregate === 'mean';
  return measure.columns.map((wanted, index) => {
    const value = values.value(wanted);
    const tests = [
      ...(complete === null ? [] : [values.isComplete(complete)]),
      ...(mayBeMissing && index > 0 ? [sql`${values.value(outcome)} is not null`] : []),
    ];
    const [test, other] = tests;
    const name = column('c', first + index);
    if (test === undefined) return sql`${value} as ${name}`;
    const condition = other === undefined ? test : sql`${test} and ${other}`;
    return sql`case when ${condition} then ${value} end as ${name}`;
  });
}

/** Whether the unit is left out because its window has not ended, as 1 or 0. */
export function waitingColumn(values: UnitValues, { measure, first }: PlacedMeasure): readonly Fragment[] {
  if (measure.complete === null) return [];
  return [sql`(not ${values.isComplete(measure.complete)})::int as ${column('n', first)}`];
}
