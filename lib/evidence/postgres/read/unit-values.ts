import type { AttributeValue, ElapsedWindow, LocalDays, UnitValue } from '../../../model/metrics/measure';
import type { EventSelection } from '../../../model/metrics/parts';
import { after, commonReach, isSame, reachOf, type Bound } from './event-reach';
import { eventConditions } from './event-condition';
import { and, bind, bindAll, column, joined, nothing, sql, type Fragment } from './fragment';

type Window = ElapsedWindow | LocalDays;

/** One aggregate over the events of a unit. */
interface EventAggregate {
  readonly how:
    | { readonly kind: 'count' | 'sum' | 'mean' | 'values' | 'first' | 'last' | 'times' }
    | { readonly kind: 'distinct'; readonly property: string };
  readonly events: EventSelection;
  readonly window: Window;
}

/** Which units, and up to when. */
export interface Population {
  /** Columns unit_hash, unit, variant, first_seen_at, and attributes where segments are asked for. */
  readonly units: Fragment;
  /** Other units whose events count for one of these, as columns unit_hash, unit, person_hash, person; null: none. */
  readonly linkedUnits: Fragment | null;
  readonly environmentId: number;
  readonly horizon: Date;
  /** Until when the events of a window without an end count, where that is before the horizon. */
  readonly openUntil?: Date | undefined;
  /** Units have a column exposed_at too, before which their past lies; first_seen_at is when they are measured from. */
  readonly isTriggered?: boolean;
  /** Looks the events of each unit up by themselves: for few units among many, whatever the planner believes of them. */
  readonly isLookedUp?: boolean;
  /** What stands in the place of the table of events, with its columns; left out: that table. */
  readonly events?: Fragment | undefined;
}

/**
 * Units and their values as SQL. Values are asked for first; the statement then reads events once, whatever the number of
 * names and values: `done` holds one row a unit that had any of them. The join is on the 64-bit hash of the unit; the text beside
 * it decides when two units share one.
 */
export class UnitValues {
  readonly #population: Population;
  readonly #boundaries: Bound[] = [];
  readonly #zones: string[] = [];
  readonly #attributes: string[] = [];
  readonly #aggregates: EventAggregate[] = [];

  constructor(population: Population) {
    this.#population = population;
  }

  /** A unit's number, as an expression over `unit` and the streams; null where the unit has none. */
  value(wanted: UnitValue): Fragment {
    switch (wanted.kind) {
      case 'aggregate': {
        const { aggregate, events, window } = wanted;
        if (aggregate === 'mean') {
          const mean = this.#aggregate({ kind: 'mean' }, events, window);
          // Before exposure a unit without events counts as 0, and another column says that it had none.
          return window.kind === 'before' ? sql`coalesce(${mean}, 0)` : mean;
        }
        if (aggregate === 'sum') return sql`coalesce(${this.#aggregate({ kind: 'sum' }, events, window)}, 0)`;
        const count = this.#aggregate({ kind: 'count' }, events, window);
        return aggregate === 'count'
          ? sql`coalesce(${count}, 0)::float8`
          : sql`(coalesce(${count}, 0) > 0)::int::float8`;
      }
      case 'values':
        return this.#aggregate({ kind: 'values' }, wanted.events, wanted.window);
      case 'distinct': {
        const how = { kind: 'distinct', property: wanted.property } as const;
        return sql`coalesce(${this.#aggregate(how, wanted.events, wanted.window)}, 0)::float8`;
      }
      case 'hours-to-first': {
        const { events, window } = wanted;
        const first = this.#aggregate({ kind: 'first' }, events, window);
        const hours = sql`extract(epoch from ${first} - ${this.#boundary(after(window.startHours))})::float8 / 3600`;
        return sql`coalesce(${hours}, ${bind(window.lengthHours, 'float8')})`;
      }
      case 'funnel':
        return this.#funnel(wanted.steps, wanted.window);
      case 'attribute':
        return attributeNumber(this.attribute(wanted.attribute), wanted.as);
    }
  }

  /** Whether the unit's window ended at or before the horizon. */
  isComplete(window: Window): Fragment {
    const { horizon } = this.#population;
    if (window.kind === 'local-days') {
      const day = sql`(${instant(horizon)} at time zone ${bind(window.timeZone, 'text')})::date`;
      return sql`${day} - ${this.#localDay(window.timeZone)} > ${bind(window.to, 'int')}`;
    }
    if (window.kind === 'before' || window.lengthHours === null) return sql`true`;
    return sql`${this.#boundary(after(window.startHours + window.lengthHours))} <= ${instant(horizon)}`;
  }

  /**
   * When an analysis at the horizon or later may find one of these windows ended that had not: the end of the first of them; null
   * where all have ended.
   */
  nextEnd(windows: readonly Window[]): Fragment {
    const ends = windows.map(
      (window) =>
        sql`case when not ${this.isComplete(window)} then greatest(${this.#end(window)}, ${instant(this.#population.horizon)}) end`,
    );
    return ends.length === 0 ? sql`null::timestamptz` : sql`least(${joined(ends, sql`, `)})`;
  }

  #end(window: Window): Fragment {
    if (window.kind === 'local-days') {
      const midnight = sql`(${this.#localDay(window.timeZone)} + ${bind(window.to, 'int')} + 1)::timestamp`;
      return sql`(${midnight} at time zone ${bind(window.timeZone, 'text')})`;
    }
    const hours = window.kind === 'before' ? 0 : window.startHours + (window.lengthHours ?? 0);
    return this.#boundary(after(hours));
  }

  /** A unit's attribute as text, null where it has none. */
  attribute(name: string): Fragment {
    return sql`unit.${column('attribute', placeIn(this.#attributes, name))}`;
  }

  /** The UTC day of the unit's first exposure, such as 2026-11-23. */
  firstDay(): Fragment {
    return sql`to_char(unit.first_seen_at at time zone 'UTC', 'YYYY-MM-DD')`;
  }

  /** The common table expressions, to be written after all values were asked for. */
  tables(): Fragment {
    // Its boundaries have to be known before those of the units are written.
    const done = this.#done();
    if (this.#population.isLookedUp === true) return this.#exposed();
    return sql`${this.#exposed()},
done as not materialized (${done}
)`;
  }

  /** What the values are selected from. */
  from(): Fragment {
    if (this.#population.isLookedUp === true) {
      return sql`exposed as unit
  cross join lateral (${this.#done()}
  ) as done`;
    }
    return sql`exposed as unit
  left join done on done.unit_hash = unit.unit_hash and done.unit = unit.unit`;
  }

  #exposed(): Fragment {
    const boundaries = this.#boundaries.map(
      ({ since, hours }, index) =>
        sql`,
    ${this.#origin(since)} + make_interval(secs => ${bind(hours, 'float8')} * 3600) as ${column('boundary', index)}`,
    );
    const days = this.#zones.map(
      (zone, index) =>
        sql`,
    (first_seen_at at time zone ${bind(zone, 'text')})::date as ${column('local_day', index)}`,
    );
    const attributes = this.#attributes.map(
      (name, index) =>
        sql`,
    attributes ->> ${bind(name, 'text')} as ${column('attribute', index)}`,
    );
    const exposed =
      this.#population.isTriggered === true
        ? [
            sql`,
    exposed_at`,
          ]
        : [];
    const computed = joined([...exposed, ...boundaries, ...days, ...attributes], nothing);
    return sql`exposed as not materialized (
  select
    unit_hash,
    unit,
    variant,
    first_seen_at${computed}
  ${this.#population.units}
)`;
  }

  #done(): Fragment {
    return this.#population.isLookedUp === true ? this.#lookedUp() : this.#joined();
  }

  /** Every unit that had any of the events, in one pass over them. */
  #joined(): Fragment {
    const { environmentId, horizon, linkedUnits, events = sql`events` } = this.#population;
    const names = this.#names();
    const wanted = names.map(
      (name) => sql`event.name = ${bind(name, 'text')} and ${this.#commonTests(name)}`,
    );
    const sender = linkedUnits === null ? sql`unit` : sql`sender`;
    const senders = linkedUnits === null ? nothing : sendersOf(linkedUnits);
    return sql`
  select
    unit.unit_hash,
    unit.unit,
    ${joined(this.#columns(this.#aggregates, names.length > 1), nextColumn)}
  from exposed as unit${senders}
  join ${events} as event
    on event.environment_id = ${bind(environmentId, 'int')}
      and event.name in (${bindAll(names, 'text')})
      and event.unit_hash = ${sender}.unit_hash
      and event.unit = ${sender}.unit
      and event.occurred_at <= ${instant(horizon)}
      and (${joined(
        wanted,
        sql`
        or `,
      )})
  group by unit.unit_hash, unit.unit`;
  }

  /** The events of one unit, each name by itself: its times are then bounds of the index, and of the months that are opened. */
  #lookedUp(): Fragment {
    const { environmentId, horizon, events = sql`events` } = this.#population;
    const ofNames = this.#names().map((name, index) => {
      const aggregates = this.#aggregates.filter((one) => one.events.event === name);
      return sql`(
    select
      ${joined(this.#columns(aggregates, false), nextColumn)}
    from ${events} as event
    where event.environment_id = ${bind(environmentId, 'int')}
      and event.name = ${bind(name, 'text')}
      and event.unit_hash = unit.unit_hash
      and event.unit = unit.unit
      and event.occurred_at <= ${instant(horizon)}
      and ${this.#commonTests(name)}
  ) as ${column('steps', index)}`;
    });
    return sql`
  select * from ${joined(
    ofNames,
    sql`
  cross join `,
  )}`;
  }

  #names(): readonly string[] {
    return [...new Set(this.#aggregates.map(({ events }) => events.event))];
  }

  #windowsOf(name: string): readonly Window[] {
    return this.#aggregates.filter(({ events }) => events.event === name).map(({ window }) => window);
  }

  #columns(aggregates: readonly EventAggregate[], areMixed: boolean): readonly Fragment[] {
    return aggregates.map((aggregate) => {
      const { how, window, events } = aggregate;
      const conditions = eventConditions(events.where);
      const tests = [
        ...(areMixed ? [sql`event.name = ${bind(events.event, 'text')}`] : []),
        ...this.#windowTests(window, this.#windowsOf(events.event)),
        ...(conditions === null ? [] : [conditions]),
      ];
      const filter = tests.length === 0 ? nothing : sql` filter (where ${joined(tests, and)})`;
      return sql`${aggregated(how)}${filter} as ${column('aggregate', this.#aggregates.indexOf(aggregate))}`;
    });
  }

  /** Bounds that hold for every window over one event name, so that other events do not reach the aggregates. */
  #commonTests(name: string): Fragment {
    const { lower, upper } = commonReach(this.#windowsOf(name));
    const from = sql`event.occurred_at >= ${this.#boundary(lower)}`;
    return upper === null ? from : sql`${from} and event.occurred_at < ${this.#boundary(upper)}`;
  }

  /**
   * Whether each step came strictly after the earliest that the step before can have come. The first step's earliest and the last
   * step's latest time suffice; only steps in between need all of their times.
   */
  #funnel(steps: readonly EventSelection[], window: ElapsedWindow): Fragment {
    const timeOf = (kind: 'first' | 'last' | 'times', step: EventSelection) =>
      this.#aggregate({ kind }, step, window);
    const [first, ...later] = steps;
    const last = later.pop();
    if (first === undefined || last === undefined) return sql`null::float8`;
    const reached = later.reduce(
      (before, step) =>
        sql`(select min(step.at) from unnest(${timeOf('times', step)}) as step (at) where step.at > ${before})`,
      timeOf('first', first),
    );
    return sql`coalesce(${timeOf('last', last)} > ${reached}, false)::int::float8`;
  }

  /** What is left to ask of an event inside the common bounds. */
  #windowTests(window: Window, all: readonly Window[]): readonly Fragment[] {
    const common = commonReach(all);
    const own = reachOf(window);
    const tests = [
      ...(isSame(own.lower, common.lower) ? [] : [sql`event.occurred_at >= ${this.#boundary(own.lower)}`]),
      ...(own.upper === null || (common.upper !== null && isSame(own.upper, common.upper))
        ? []
        : [sql`event.occurred_at < ${this.#boundary(own.upper)}`]),
      ...(own.upper === null && this.#population.openUntil !== undefined
        ? [sql`event.occurred_at <= ${instant(this.#population.openUntil)}`]
        : []),
    ];
    if (window.kind !== 'local-days') return tests;
    const day = sql`(event.occurred_at at time zone ${bind(window.timeZone, 'text')})::date`;
    const since = sql`${day} - ${this.#localDay(window.timeZone)}`;
    return [...tests, sql`${since} between ${bind(window.from, 'int')} and ${bind(window.to, 'int')}`];
  }

  #aggregate(how: EventAggregate['how'], events: EventSelection, window: Window): Fragment {
    return sql`done.${column('aggregate', placeIn(this.#aggregates, { how, events, window }))}`;
  }

  #boundary({ since, hours }: Bound): Fragment {
    if (hours === 0) return sql`unit.${this.#origin(since)}`;
    // Where both are one instant, so are their columns.
    const origin = this.#population.isTriggered === true ? since : 'start';
    return sql`unit.${column('boundary', placeIn(this.#boundaries, { since: origin, hours }))}`;
  }

  #origin(since: Bound['since']): Fragment {
    return since === 'exposure' && this.#population.isTriggered === true
      ? sql`exposed_at`
      : sql`first_seen_at`;
  }

  #localDay(zone: string): Fragment {
    return sql`unit.${column('local_day', placeIn(this.#zones, zone))}`;
  }
}

/** What is no number of at most thirty digits before the point is none: its square would be beyond float8, or there is no square. */
const PLAIN_NUMBER = String.raw`^-?[0-9]{1,30}(\.[0-9]+)?$`;

function attributeNumber(text: Fragment, as: AttributeValue['as']): Fragment {
  if (as === 'missing') return sql`(${text} is null)::int::float8`;
  if (typeof as === 'object') return sql`coalesce(${text} = ${bind(as.level, 'text')}, false)::int::float8`;
  const isNumber = sql`coalesce(${text} ~ ${bind(PLAIN_NUMBER, 'text')}, false)`;
  return as === 'number'
    ? sql`case when ${isNumber} then ${text}::float8 else 0 end`
    : sql`(not ${isNumber})::int::float8`;
}

function aggregated(how: EventAggregate['how']): Fragment {
  switch (how.kind) {
    case 'count':
      return sql`count(*)`;
    case 'sum':
      return sql`sum(event.value)`;
    case 'mean':
      return sql`avg(event.value)`;
    case 'values':
      return sql`array_agg(event.value)`;
    case 'first':
      return sql`min(event.occurred_at)`;
    case 'last':
      return sql`max(event.occurred_at)`;
    case 'times':
      return sql`array_agg(event.occurred_at)`;
    case 'distinct':
      return sql`count(distinct event.properties ->> ${bind(how.property, 'text')})`;
  }
}

/** Each unit, and those linked to it: whose events are the unit's. */
export function sendersOf(linkedUnits: Fragment): Fragment {
  return sql`
  join (
    select unit_hash, unit, unit_hash as person_hash, unit as person from exposed
    union all
    ${linkedUnits}
  ) as sender
    on sender.person_hash = unit.unit_hash and sender.person = unit.unit`;
}

const nextColumn = sql`,
    `;

function instant(at: Date) {
  return bind(at.toISOString(), 'timestamptz');
}

/** The place of an equal entry, which is added where there is none. */
function placeIn<Entry>(entries: Entry[], entry: Entry): number {
  const text = JSON.stringify(entry);
  const known = entries.findIndex((other) => JSON.stringify(other) === text);
  return known >= 0 ? known : entries.push(entry) - 1;
}
