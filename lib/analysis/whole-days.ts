import type { ColumnMetric } from '../statistics/effects/linearise';
import type { ElapsedWindow, Measure, UnitValue } from '../model/metrics/measure';

/** More days since exposure than this are not read: by then an effect has settled or the experiment has ended. */
export const maximumDaysSinceExposure = 28;

/** A value that exists on each day by itself. */
export type DayValue = Extract<UnitValue, { readonly kind: 'aggregate' | 'distinct' }>;

/** What of a metric is measured on each whole 24 hours since first exposure that lie in its window. */
export interface DayMeasure {
  /** One column, of a ratio two. */
  readonly columns: readonly DayValue[];
  readonly outcome: ColumnMetric;
  /** Day 0 is the 24 hours from first exposure on. */
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Null: the metric is not a figure of single days, or no whole day lies in its window. */
export function dayMeasureOf({ columns, outcome, quantile }: Measure): DayMeasure | null {
  const own = columns.slice(0, outcome.kind === 'ratio' ? 2 : 1).flatMap(dayValue);
  const window = own[0]?.window;
  if (quantile !== null || window?.kind !== 'after') return null;
  const { startHours, lengthHours } = window;
  const firstDay = Math.ceil(startHours / 24);
  const end = lengthHours === null ? Infinity : Math.floor((startHours + lengthHours) / 24);
  const lastDay = Math.min(end, maximumDaysSinceExposure) - 1;
  return lastDay < firstDay ? null : { columns: own, outcome, firstDay, lastDay };
}

function dayValue(value: UnitValue): readonly DayValue[] {
  return value.kind === 'aggregate' || value.kind === 'distinct' ? [value] : [];
}

/** An early and a late period of so many days each, one after the other, as columns of one measure. */
export interface Halves {
  readonly days: number;
  readonly firstDay: number;
  readonly measure: Measure;
  readonly early: ColumnMetric;
  readonly late: ColumnMetric;
}

/**
 * The longest two periods of equal length that `wholeDays` days since exposure have room for. Null: fewer than two days, or a
 * metric of which a unit may have a value in one period and none in the other.
 */
export function halvesOf(
  { columns, outcome, firstDay, lastDay }: DayMeasure,
  wholeDays: number,
): Halves | null {
  const days = Math.floor((Math.min(lastDay + 1, wholeDays) - firstDay) / 2);
  const mayBeMissing = columns.some((value) => value.kind === 'aggregate' && value.aggregate === 'mean');
  if (days < 1 || mayBeMissing) return null;
  const period = (from: number, length: number): ElapsedWindow => ({
    kind: 'after',
    startHours: 24 * from,
    lengthHours: 24 * length,
  });
  const during = (from: number) =>
    columns.map((value): UnitValue => ({ ...value, window: period(from, days) }));
  const measure: Measure = {
    columns: [...during(firstDay), ...during(firstDay + days)],
    outcome: { kind: 'mean', column: 0 },
    covariates: [],
    complete: period(firstDay, 2 * days),
    caps: [],
    quantile: null,
  };
  const late: ColumnMetric =
    outcome.kind === 'ratio' ? { kind: 'ratio', numerator: 2, denominator: 3 } : { kind: 'mean', column: 1 };
  return { days, firstDay, measure, early: outcome, late };
}
