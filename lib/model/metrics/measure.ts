import type { ColumnMetric } from '../../statistics/effects/linearise';
import type { Aggregate, Caps, Covariate, EventSelection, MetricWindow } from './parts';

/** When an event has to occur, seen from the unit's first exposure; both in elapsed time, half-open. */
export type ElapsedWindow =
  | { readonly kind: 'after'; readonly startHours: number; readonly lengthHours: number | null }
  | { readonly kind: 'before'; readonly lengthHours: number };

/** Local calendar days after the day of first exposure, both included. */
export interface LocalDays {
  readonly kind: 'local-days';
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
}

export interface AggregateValue {
  readonly kind: 'aggregate';
  readonly aggregate: Aggregate;
  readonly events: EventSelection;
  readonly window: ElapsedWindow | LocalDays;
}

interface DistinctValue {
  readonly kind: 'distinct';
  readonly property: string;
  readonly events: EventSelection;
  readonly window: ElapsedWindow;
}

/** The values of all of a unit's events, for a figure over events; a unit without one has none. */
interface EventValues {
  readonly kind: 'values';
  readonly events: EventSelection;
  readonly window: ElapsedWindow;
}

/** How a unit's events become one number, or the list of their values. */
export type UnitValue =
  | AggregateValue
  | DistinctValue
  | EventValues
  | {
      readonly kind: 'hours-to-first';
      readonly events: EventSelection;
      readonly window: { readonly kind: 'after'; readonly startHours: number; readonly lengthHours: number };
    }
  | { readonly kind: 'funnel'; readonly steps: readonly EventSelection[]; readonly window: ElapsedWindow }
  | AttributeValue;

/** An attribute of the unit's first exposure: as a number, 0 where it is none; or 1 where it is a value, or missing, and else 0. */
export interface AttributeValue {
  readonly kind: 'attribute';
  readonly attribute: string;
  readonly as: 'number' | 'no-number' | 'missing' | { readonly level: string };
}

/** A value beyond the quantile counts as it: above an upper one, below a lower one. */
export interface Cap {
  /** Index among the measure's columns. */
  readonly column: number;
  readonly side: 'upper' | 'lower';
  /** Order of the quantile, strictly between 0 and 1. */
  readonly quantile: number;
}

/** What has to be read for a metric, and what its figures are over the columns read. */
export interface Measure {
  /** Column 0 is the metric, of a ratio its numerator; a unit for which it does not exist has no row at all. */
  readonly columns: readonly UnitValue[];
  readonly outcome: ColumnMetric;
  readonly covariates: readonly ColumnMetric[];
  /** To adjust for as well, once their values are known (attribute-covariates.ts); left out: none. */
  readonly attributes?: readonly string[];
  /** The window that has to have ended before a unit counts; null: every unit counts. */
  readonly complete: ElapsedWindow | LocalDays | null;
  /** Quantiles of all arms' units pooled at which the values of the metric's own columns are cut. */
  readonly caps: readonly Cap[];
  /** Not null: order statistics are read instead of moments. */
  readonly quantile: number | null;
}

/** What a kind says of its measure; the rest is as most have it. */
export type MeasurePart = Pick<Measure, 'columns' | 'outcome'> & Partial<Measure>;

/** A measure whose only column is the metric, and its mean the figure. */
export function ofOneColumn<Value extends UnitValue>(value: Value) {
  return { columns: [value], outcome: { kind: 'mean', column: 0 } } as const;
}

/** The whole measure: without a part that says otherwise there is no covariate, and every unit counts with its own value. */
export function completed(part: MeasurePart): Measure {
  return { covariates: [], complete: null, caps: [], quantile: null, ...part };
}

/** The caps on a column. */
export function capsOf({ winsorisation, winsorisationLower }: Caps, column: number): readonly Cap[] {
  const cap = (side: Cap['side'], quantile: number | null | undefined): readonly Cap[] =>
    typeof quantile === 'number' ? [{ column, side, quantile }] : [];
  return [...cap('upper', winsorisation), ...cap('lower', winsorisationLower)];
}

/** A part whose columns exist before exposure just as after it. */
type Movable = Omit<MeasurePart, 'columns'> & {
  readonly columns: readonly (AggregateValue | DistinctValue)[];
};

/** Adds what the columns were before exposure, and whether there was anything, as covariates; then the others that are named. */
export function withCovariate(part: Movable, window: MetricWindow, covariate: Covariate | null): MeasurePart {
  const complete = completeOf(window);
  if (covariate === null) return { ...part, complete };
  const before = { kind: 'before', lengthHours: covariate.lengthHours } as const;
  const { term, others = [], attributes = [] } = covariate;
  const values =
    term === null
      ? part.columns.map((value) => ({ ...value, window: before }))
      : [aggregate(term.aggregate, term, before)];
  const known = values.map(({ events }) => aggregate('any', events, before));
  const pasts = others.flatMap((other) => {
    const past = { kind: 'before', lengthHours: other.lengthHours } as const;
    return [aggregate(other.aggregate, other, past), aggregate('any', other, past)];
  });
  const added = distinctValues([...values, ...known, ...pasts]);
  const covariates = added.map((_, index) => ({
    kind: 'mean' as const,
    column: part.columns.length + index,
  }));
  const named = attributes.length > 0 ? { attributes } : {};
  return { ...part, complete, columns: [...part.columns, ...added], covariates, ...named };
}

/** Whether the figure is one over all events of an arm, in which a unit has as many values as it had events. */
export function isOverEvents({ columns }: Measure): boolean {
  return columns[0]?.kind === 'values';
}

/** The names of all events that a metric reads. */
export function eventNamesOf({ columns }: Measure): readonly string[] {
  return [...new Set(columns.flatMap(selectionsOf).map(({ event }) => event))];
}

/** The events that a value is made of: of a funnel those of its steps, of an attribute none. */
export function selectionsOf(value: UnitValue): readonly EventSelection[] {
  if (value.kind === 'attribute') return [];
  return value.kind === 'funnel' ? value.steps : [value.events];
}

/** A proportion before exposure says by itself whether there was anything: the same column is not taken twice. */
function distinctValues(values: readonly UnitValue[]): UnitValue[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

/** An aggregate over a unit's selected events in a window. */
export function aggregate(
  how: Aggregate,
  events: EventSelection,
  window: ElapsedWindow | LocalDays,
): AggregateValue {
  return { kind: 'aggregate', aggregate: how, events: selection(events), window };
}

/** The selection alone, of whatever has one. */
export function selection({ event, where }: EventSelection): EventSelection {
  return { event, where };
}

/** A metric's window, as elapsed time. */
export function after({ startHours, lengthHours }: MetricWindow): ElapsedWindow {
  return { kind: 'after', startHours, lengthHours };
}

/** The window where it has to have ended before a unit counts; null: it need not. */
export function completeOf(window: MetricWindow): ElapsedWindow | null {
  return window.mustBeComplete && window.lengthHours !== null ? after(window) : null;
}
