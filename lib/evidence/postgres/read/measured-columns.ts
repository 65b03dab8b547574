import type { Cap, Measure } from '../../../model/metrics/measure';
import { metricColumn, sql, type Fragment, type MetricColumn } from './fragment';
import type { UnitValues } from './unit-values';

/** What a metric's columns are named after. */
export interface NamedMetric {
  /** Which of the statement's metrics it is, from 1. */
  readonly number: number;
  readonly measure: Pick<Measure, 'outcome'>;
}

/** A metric in a statement: its measure, and how many columns those before it have together. */
export interface PlacedMeasure extends NamedMetric {
  readonly measure: Measure;
  readonly first: number;
}

export function placed(measures: readonly Measure[]): readonly PlacedMeasure[] {
  let next = 0;
  return measures.map((measure, index) => {
    const first = next;
    next += measure.columns.length;
    return { measure, number: index + 1, first };
  });
}

type ValueColumn = Extract<MetricColumn, 'value' | 'numerator' | 'denominator' | `covariate${number}`>;

function nameOf({ outcome }: NamedMetric['measure'], index: number): ValueColumn {
  if (outcome.kind === 'mean') return index === outcome.column ? 'value' : `covariate${index}`;
  if (index === outcome.numerator) return 'numerator';
  return index === outcome.denominator ? 'denominator' : `covariate${index - 1}`;
}

/** The name of one of a metric's columns: `m3_value`, of a ratio `m3_numerator` and `m3_denominator`; the others are covariates. */
export function valueColumn({ number, measure }: NamedMetric, index: number): Fragment {
  return metricColumn(number, nameOf(measure, index));
}

export function valueColumns(metric: NamedMetric, columns: number): readonly Fragment[] {
  return Array.from({ length: columns }, (_, index) => valueColumn(metric, index));
}

/** The name of a cap's value, such as `m3_value_upper_cap`. */
export function capColumn({ number, measure }: NamedMetric, { column, side }: Cap): Fragment {
  return metricColumn(number, `${nameOf(measure, column)}_${side}_cap`);
}

/** The name of the column that says whether a unit is left out because its window has not ended. */
export function waitsColumn({ number }: Pick<NamedMetric, 'number'>): Fragment {
  return metricColumn(number, 'waits');
}

/**
 * A metric's columns for one unit. All are null where the metric does not exist for the unit: while its window has not
 * ended, or where column 0 has no value. `waitsColumn` says which of the two it is.
 */
export function unitColumns(values: UnitValues, metric: PlacedMeasure): readonly Fragment[] {
  const { measure } = metric;
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
    const name = valueColumn(metric, index);
    if (test === undefined) return sql`${value} as ${name}`;
    const condition = other === undefined ? test : sql`${test} and ${other}`;
    return sql`case when ${condition} then ${value} end as ${name}`;
  });
}

/** Whether the unit is left out because its window has not ended, as 1 or 0. */
export function waitingColumn(values: UnitValues, { measure, number }: PlacedMeasure): readonly Fragment[] {
  if (measure.complete === null) return [];
  return [sql`(not ${values.isComplete(measure.complete)})::int as ${waitsColumn({ number })}`];
}
