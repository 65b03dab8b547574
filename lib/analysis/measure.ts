import type { ColumnMetric } from '../statistics/effects/linearise';
import type { PastSegment } from './planned-segment';
import type { Aggregate, Covariate, EventSelection, MetricMeaning, MetricWindow } from './metric-definition';

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

interface AggregateValue {
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

/** How a unit's events become one number. */
export type UnitValue =
  | AggregateValue
  | DistinctValue
  | {
      readonly kind: 'hours-to-first';
      readonly events: EventSelection;
      readonly window: { readonly kind: 'after'; readonly startHours: number; readonly lengthHours: number };
    }
  | { readonly kind: 'funnel'; readonly steps: readonly EventSelection[]; readonly window: ElapsedWindow };

/** What has to be read for a metric, and what its figures are over the columns read. */
export interface Measure {
  /** Column 0 is the metric, of a ratio its numerator; a unit for which it does not exist has no row at all. */
  readonly columns: readonly UnitValue[];
  readonly outcome: ColumnMetric;
  readonly covariates: readonly ColumnMetric[];
  /** The window that has to have ended before a unit counts; null: every unit counts. */
  readonly complete: ElapsedWindow | LocalDays | null;
  readonly capQuantile: number | null;
  /** Not null: order statistics are read instead of moments. */
  readonly quantile: number | null;
}

type Part = Pick<Measure, 'columns' | 'outcome'> & Partial<Measure>;

const plain = { covariates: [], complete: null, capQuantile: null, quantile: null };
const mean: ColumnMetric = { kind: 'mean', column: 0 };

/** What to measure for a metric: every kind becomes columns of one number per unit. */
export function measureOf(metric: MetricMeaning): Measure {
  return { ...plain, ...partOf(metric) };
}

function partOf(metric: MetricMeaning): Part {
  switch (metric.kind) {
    case 'count':
    case 'sum':
    case 'mean': {
      const { window, covariate, winsorisation } = metric.definition;
      const value = aggregate(metric.kind, metric.definition, after(window));
      const part = { columns: [value], outcome: mean, capQuantile: winsorisation };
      return withCovariate(part, window, covariate);
    }
    case 'proportion': {
      const { window, covariate } = metric.definition;
      const value = aggregate('any', metric.definition, after(window));
      return withCovariate({ columns: [value], outcome: mean }, window, covariate);
    }
    case 'distinct-count': {
      const { property, window, covariate, winsorisation } = metric.definition;
      const events = selection(metric.definition);
      const value: DistinctValue = { kind: 'distinct', property, events, window: after(window) };
      const part = { columns: [value], outcome: mean, capQuantile: winsorisation };
      return withCovariate(part, window, covariate);
    }
    case 'ratio': {
      const { numerator, denominator, window, covariate } = metric.definition;
      const columns = [numerator, denominator].map((term) => aggregate(term.aggregate, term, after(window)));
      const outcome = { kind: 'ratio', numerator: 0, denominator: 1 } as const;
      return withCovariate({ columns, outcome }, window, covariate);
    }
    case 'retention': {
      const { days, timeZone, mustBeComplete } = metric.definition;
      const window = { kind: 'local-days', ...days, timeZone } as const;
      const value = aggregate('any', metric.definition, window);
      return { columns: [value], outcome: mean, complete: mustBeComplete ? window : null };
    }
    case 'quantile': {
      const { aggregate: how, quantile, window } = metric.definition;
      const value = aggregate(how, metric.definition, after(window));
      return { columns: [value], outcome: mean, complete: completeOf(window), quantile };
    }
    case 'funnel': {
      const { steps, window } = metric.definition;
      const value: UnitValue = { kind: 'funnel', steps: steps.map(selection), window: after(window) };
      return { columns: [value], outcome: mean, complete: completeOf(window) };
    }
    case 'time-to-event': {
      const { startHours, lengthHours } = metric.definition.window;
      const window = { kind: 'after', startHours, lengthHours } as const;
      const value: UnitValue = { kind: 'hours-to-first', events: selection(metric.definition), window };
      return { columns: [value], outcome: mean, complete: window };
    }
  }
}

/** A part whose columns exist before exposure just as after it. */
type Movable = Omit<Part, 'columns'> & { readonly columns: readonly (AggregateValue | DistinctValue)[] };

/** Adds what the columns were before exposure, and whether there was anything, as covariates. */
function withCovariate(part: Movable, window: MetricWindow, covariate: Covariate | null): Part {
  const complete = completeOf(window);
  if (covariate === null) return { ...part, complete };
  const before = { kind: 'before', lengthHours: covariate.lengthHours } as const;
  const { term } = covariate;
  const values =
    term === null
      ? part.columns.map((value) => ({ ...value, window: before }))
      : [aggregate(term.aggregate, term, before)];
  const known = values.map(({ events }) => aggregate('any', events, before));
  const added = distinctValues([...values, ...known]);
  const covariates = added.map((_, index) => ({
    kind: 'mean' as const,
    column: part.columns.length + index,
  }));
  return { ...part, complete, columns: [...part.columns, ...added], covariates };
}

/** Whether a unit did any of a segment's events before its exposure: 1 or 0. */
export function pastValue({ event, where, lengthHours }: PastSegment): UnitValue {
  return aggregate('any', { event, where }, { kind: 'before', lengthHours });
}

/** The same, measured of every unit as a metric is. */
export function measureOfPast(past: PastSegment): Measure {
  return { ...plain, columns: [pastValue(past)], outcome: mean };
}

/** The names of all events that a metric reads. */
export function eventNamesOf({ columns }: Measure): readonly string[] {
  return [...new Set(columns.flatMap(selectionsOf).map(({ event }) => event))];
}

/** The events that a value is made of: of a funnel those of its steps. */
export function selectionsOf(value: UnitValue): readonly EventSelection[] {
  return value.kind === 'funnel' ? value.steps : [value.events];
}

/** A proportion before exposure says by itself whether there was anything: the same column is not taken twice. */
function distinctValues(values: readonly UnitValue[]): UnitValue[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.values()];
}

function aggregate(
  how: Aggregate,
  events: EventSelection,
  window: ElapsedWindow | LocalDays,
): AggregateValue {
  return { kind: 'aggregate', aggregate: how, events: selection(events), window };
}

function selection({ event, where }: EventSelection): EventSelection {
  return { event, where };
}

function after({ startHours, lengthHours }: MetricWindow): ElapsedWindow {
  return { kind: 'after', startHours, lengthHours };
}

function completeOf(window: MetricWindow): ElapsedWindow | null {
  return window.mustBeComplete && window.lengthHours !== null ? after(window) : null;
}
