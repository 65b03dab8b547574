import { VALUE_TESTS } from '../../lib/assignment/operators';
import { TARGETING_OPERATORS, type PropertyCondition } from '../../lib/model/condition';
import type { Covariate, EventSelection, MetricWindow } from '../../lib/model/metrics/parts';
import type { MetricMeaning } from '../../lib/model/metrics/kinds';
import { clusteredOrderStatistics, moments, orderStatistics, quantileOf } from './recomputed-moments';

// Every metric a second time, from rows, written from the definitions in docs/decisions/0015 and from nothing else: no SQL, and
// none of the code that the platform measures with. What an operator means is said once, where targeting says it.

export interface RawExposure {
  readonly unit: string;
  readonly variant: number;
  /** The unit was seen in two variants. */
  readonly inTwo: boolean;
  readonly at: number;
  /** Where the unit is measured from another instant: when it was exposed, before which its past lies. */
  readonly exposedAt?: number;
  readonly attributes: Readonly<Record<string, string>> | null;
}

export interface RawEvent {
  readonly id: string;
  readonly unit: string;
  readonly name: string;
  readonly value: number;
  readonly at: number;
  readonly properties: Readonly<Record<string, unknown>> | null;
}

export interface RawStream {
  readonly exposures: readonly RawExposure[];
  /** As sent: resent copies among them, in any order. */
  readonly events: readonly RawEvent[];
  readonly horizon: number;
}

export interface RecomputedArm {
  readonly variant: number;
  readonly n: number;
  readonly waiting: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
  /** Left out: not compared. */
  readonly thirds?: readonly number[] | undefined;
  readonly quantile: readonly number[] | null;
}

export interface RecomputedMetric {
  /** By column: of the highs, then of the lows, of the columns that are capped. */
  readonly caps: readonly (number | null)[];
  readonly arms: readonly RecomputedArm[];
}

const hourMs = 3_600_000;

interface UnitRow {
  readonly variant: number;
  /** Null: the metric does not exist for the unit. */
  readonly columns: readonly number[] | null;
  readonly waits: boolean;
}

/** A metric's figures per variant, of the exposures that `keep` keeps; the cap is taken of all of them. */
export function recompute(
  metric: MetricMeaning,
  stream: RawStream,
  keep: (exposure: RawExposure) => boolean = () => true,
): RecomputedMetric {
  const events = [...new Map(stream.events.map((event) => [event.id, event])).values()].filter(
    ({ at }) => at <= stream.horizon,
  );
  const units = stream.exposures.filter(({ at, inTwo }) => !inTwo && at <= stream.horizon);
  const rows = units.map((exposure) => {
    const own = events.filter(({ unit }) => unit === exposure.unit);
    return { exposure, row: rowOf(metric, exposure, own, stream.horizon) };
  });
  const outcomes = rows.flatMap(({ row }) => (row.columns === null ? [] : [row.columns]));
  const bounds = capOrders(metric).map(({ column, upper, lower }) => {
    const values = outcomes.map((columns) => columns[column] ?? 0);
    const at = (order: number | null | undefined) =>
      typeof order !== 'number' || values.length === 0 ? null : quantileOf(values, order);
    return { column, upper, lower, high: at(upper), low: at(lower) };
  });
  const cut = (value: number, index: number) => {
    const bound = bounds.find(({ column }) => column === index);
    return Math.max(Math.min(value, bound?.high ?? Infinity), bound?.low ?? -Infinity);
  };
  const kept = rows.filter(({ exposure }) => keep(exposure)).map(({ row }) => row);
  const variants = [...new Set(kept.map(({ variant }) => variant))].sort((a, b) => a - b);
  return {
    caps: bounds.flatMap(({ upper, lower, high, low }) => [
      ...(typeof upper === 'number' ? [high] : []),
      ...(typeof lower === 'number' ? [low] : []),
    ]),
    arms: variants.map((variant) => {
      const own = kept.filter((row) => row.variant === variant);
      const values = own.flatMap(({ columns }) => (columns === null ? [] : [columns]));
      const capped = values.map((columns) => columns.map(cut));
      const waiting = own.filter(({ waits }) => waits).length;
      if (metric.kind === 'event-quantile')
        return { variant, waiting, ...clusteredOrderStatistics(values, metric.definition.quantile) };
      return metric.kind === 'quantile'
        ? { variant, waiting, ...orderStatistics(capped, metric.definition.quantile) }
        : { variant, waiting, ...moments(capped), quantile: null };
    }),
  };
}

/** The orders of the quantiles at which each of the metric's own columns is capped. */
function capOrders(metric: MetricMeaning) {
  const of = (column: number, caps: object) => ({
    column,
    upper: 'winsorisation' in caps && typeof caps.winsorisation === 'number' ? caps.winsorisation : null,
    lower:
      'winsorisationLower' in caps && typeof caps.winsorisationLower === 'number'
        ? caps.winsorisationLower
        : null,
  });
  return metric.kind === 'ratio'
    ? [of(0, metric.definition.numerator), of(1, metric.definition.denominator)]
    : [of(0, metric.definition)];
}

/** A metric's own figures of one day since exposure, day 0 first: its measure in those 24 hours, of units that had them whole. */
export function recomputeDay(metric: DailyMeaning, stream: RawStream, day: number): RecomputedMetric {
  return recompute(during(metric, day, 1), stream);
}

/** Two periods of so many days each as columns beside one another, of units that had both whole. */
export function recomputeHalves(
  metric: DailyMeaning,
  stream: RawStream,
  firstDay: number,
  days: number,
): readonly RecomputedArm[] {
  const wholes = [during(metric, firstDay, days), during(metric, firstDay + days, days)];
  const events = [...new Map(stream.events.map((event) => [event.id, event])).values()];
  const units = stream.exposures.filter(
    ({ at, inTwo }) => !inTwo && at + (firstDay + 2 * days) * 24 * hourMs <= stream.horizon,
  );
  const rows = units.map((exposure) => {
    const own = events.filter(({ unit, at }) => unit === exposure.unit && at <= stream.horizon);
    const columns = wholes.flatMap((period) => columnsOf(period, exposure, own).map((value) => value ?? 0));
    return { variant: exposure.variant, columns };
  });
  return [...new Set(rows.map(({ variant }) => variant))].map((variant) => {
    const columns = rows.filter((row) => row.variant === variant).map((row) => row.columns);
    return { variant, waiting: 0, ...moments(columns), quantile: null };
  });
}

/** A metric whose window may be moved. */
export type DailyMeaning = Extract<
  MetricMeaning,
  { readonly kind: 'count' | 'sum' | 'mean' | 'proportion' | 'distinct-count' | 'ratio' }
>;

export function isDaily(metric: MetricMeaning): metric is DailyMeaning {
  return ['count', 'sum', 'mean', 'proportion', 'distinct-count', 'ratio'].includes(metric.kind);
}

/** The metric over some whole days since exposure, with neither covariate nor cap. */
function during(metric: DailyMeaning, firstDay: number, days: number): DailyMeaning {
  const window = { startHours: 24 * firstDay, lengthHours: 24 * days, mustBeComplete: true };
  const bare = { window, covariate: null };
  switch (metric.kind) {
    case 'ratio': {
      const uncapped = { winsorisation: undefined, winsorisationLower: undefined };
      const numerator = { ...metric.definition.numerator, ...uncapped };
      const denominator = { ...metric.definition.denominator, ...uncapped };
      return { ...metric, definition: { ...metric.definition, ...bare, numerator, denominator } };
    }
    case 'proportion':
      return { ...metric, definition: { ...metric.definition, ...bare } };
    case 'distinct-count':
      return {
        ...metric,
        definition: { ...metric.definition, ...bare, winsorisation: null, winsorisationLower: undefined },
      };
    case 'count':
    case 'sum':
    case 'mean':
      return {
        ...metric,
        definition: { ...metric.definition, ...bare, winsorisation: null, winsorisationLower: undefined },
      };
  }
}

function rowOf(
  metric: MetricMeaning,
  exposure: RawExposure,
  events: readonly RawEvent[],
  horizon: number,
): UnitRow {
  const { variant } = exposure;
  if (waits(metric, exposure, horizon)) return { variant, columns: null, waits: true };
  const columns = columnsOf(metric, exposure, events);
  return {
    variant,
    columns: columns.some((value) => value === null) ? null : columns.map(Number),
    waits: false,
  };
}

function waits(metric: MetricMeaning, { at }: RawExposure, horizon: number): boolean {
  if (metric.kind === 'retention') {
    const { mustBeComplete, timeZone, days } = metric.definition;
    return mustBeComplete && localDay(horizon, timeZone) - localDay(at, timeZone) <= days.to;
  }
  const { mustBeComplete, startHours, lengthHours } = metric.definition.window;
  return mustBeComplete && lengthHours !== null && at + (startHours + lengthHours) * hourMs > horizon;
}

function columnsOf(
  metric: MetricMeaning,
  exposure: RawExposure,
  events: readonly RawEvent[],
): readonly (number | null)[] {
  const { at, exposedAt = at } = exposure;
  switch (metric.kind) {
    case 'count':
    case 'sum':
    case 'mean':
    case 'proportion':
    case 'distinct-count': {
      const { definition } = metric;
      const property = metric.kind === 'distinct-count' ? metric.definition.property : '';
      const how = metric.kind === 'proportion' ? 'any' : metric.kind;
      const outcome = fold(how, inWindow(selected(events, definition), at, definition.window), property);
      return [
        outcome,
        ...covariates(definition.covariate, [{ how, events: definition, property }], exposedAt, events),
      ];
    }
    case 'ratio': {
      const { numerator, denominator, window, covariate } = metric.definition;
      const terms = [numerator, denominator].map((term) => ({
        how: term.aggregate,
        events: term,
        property: '',
      }));
      const outcomes = terms.map(({ how, events: term }) =>
        fold(how, inWindow(selected(events, term), at, window), ''),
      );
      return [...outcomes, ...covariates(covariate, terms, exposedAt, events)];
    }
    case 'retention': {
      const { days, timeZone } = metric.definition;
      const did = selected(events, metric.definition).some((event) => {
        const day = localDay(event.at, timeZone) - localDay(at, timeZone);
        return event.at >= at && day >= days.from && day <= days.to;
      });
      return [did ? 1 : 0];
    }
    case 'quantile':
      return [
        fold(
          metric.definition.aggregate,
          inWindow(selected(events, metric.definition), at, metric.definition.window),
          '',
        ),
      ];
    case 'event-quantile': {
      const { window } = metric.definition;
      const values = inWindow(selected(events, metric.definition), at, window).map(({ value }) => value);
      return values.length === 0 ? [null] : values;
    }
    case 'funnel':
      return [isThrough(metric.definition.steps, inWindow(events, at, metric.definition.window)) ? 1 : 0];
    case 'time-to-event': {
      const { window } = metric.definition;
      const times = inWindow(selected(events, metric.definition), at, window).map((event) => event.at);
      const opens = at + window.startHours * hourMs;
      return [times.length === 0 ? window.lengthHours : (Math.min(...times) - opens) / hourMs];
    }
  }
}

/** Takes the earliest event that can be the next step, again and again. */
function isThrough(steps: readonly EventSelection[], events: readonly RawEvent[]): boolean {
  let after = -Infinity;
  for (const step of steps) {
    const times = selected(events, step)
      .map(({ at }) => at)
      .filter((at) => at > after);
    if (times.length === 0) return false;
    after = Math.min(...times);
  }
  return true;
}

type How = 'count' | 'sum' | 'mean' | 'any' | 'distinct-count';

interface Wanted {
  readonly how: How;
  readonly events: EventSelection;
  readonly property: string;
}

/** What it was before exposure, then whether there was anything; a column that is there already is not taken again. */
function covariates(
  covariate: Covariate | null,
  own: readonly Wanted[],
  at: number,
  events: readonly RawEvent[],
): readonly number[] {
  if (covariate === null) return [];
  const { term, lengthHours } = covariate;
  const wanted = term === null ? own : [{ how: term.aggregate, events: term, property: '' }];
  const known = wanted.map(({ events: of }): Wanted => ({ how: 'any', events: of, property: '' }));
  const seen = new Set<string>();
  return [...wanted, ...known].flatMap(({ how, events: of, property }) => {
    const name = JSON.stringify([how, of.event, of.where, property]);
    if (seen.has(name)) return [];
    seen.add(name);
    const before = selected(events, of).filter(
      (event) => event.at >= at - lengthHours * hourMs && event.at < at,
    );
    return [fold(how, before, property) ?? 0];
  });
}

function fold(how: How, events: readonly RawEvent[], property: string): number | null {
  const sum = events.reduce((total, { value }) => total + value, 0);
  switch (how) {
    case 'count':
      return events.length;
    case 'sum':
      return sum;
    case 'mean':
      return events.length === 0 ? null : sum / events.length;
    case 'any':
      return events.length > 0 ? 1 : 0;
    case 'distinct-count': {
      const values = events.map(({ properties }) => properties?.[property]);
      return new Set(values.filter((value) => value !== undefined && value !== null).map(String)).size;
    }
  }
}

function inWindow(
  events: readonly RawEvent[],
  at: number,
  { startHours, lengthHours }: MetricWindow,
): readonly RawEvent[] {
  const from = at + startHours * hourMs;
  const to = lengthHours === null ? Infinity : from + lengthHours * hourMs;
  return events.filter((event) => event.at >= from && event.at < to);
}

/** The events of a selection. */
export function selected(
  events: readonly RawEvent[],
  { event: name, where }: EventSelection,
): readonly RawEvent[] {
  return events.filter(
    (event) => event.name === name && where.every((condition) => meets(event.properties, condition)),
  );
}

/** By the predicates of targeting; but a property is one value, a list among them, and a null counts as there. */
export function meets(properties: RawEvent['properties'], condition: PropertyCondition): boolean {
  const actual = properties?.[condition.property];
  if (actual === undefined) return false;
  if (!('value' in condition)) return true;
  const { operator, value } = condition;
  if (typeof actual === 'object' || (operator === 'differs' && typeof actual !== typeof value)) return false;
  return VALUE_TESTS.get(TARGETING_OPERATORS[operator])?.(value)?.(actual) ?? false;
}

/** Days since the epoch of the calendar date that a clock in the zone shows. */
function localDay(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
    .format(at)
    .split('-')
    .map(Number);
  const [year = 0, month = 1, day = 1] = parts;
  return Date.UTC(year, month - 1, day) / (24 * hourMs);
}
