import type { ElapsedWindow, LocalDays, UnitValue } from '../../analysis/measure';
import type { EventSelection } from '../../analysis/metric-definition';
import { eventConditions } from './event-condition';
import { and, bind, column, joined, nothing, sql, type Fragment } from './fragment';

type Window = ElapsedWindow | LocalDays;

/** One aggregate over the events of a unit. */
interface EventAggregate {
  readonly how:
    | { readonly kind: 'count' | 'sum' | 'mean' | 'first' | 'last' | 'times' }
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
    return sql`unit.${column('g', placeIn(this.#attributes, name))}`;
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
    ${this.#origin(since)} + make_interval(secs => ${bind(hours, 'float8')} * 3600) as ${column('b', index)}`,
    );
    const days = this.#zones.map(
      (zone, index) =>
        sql`,
    (first_seen_at at time zone ${bind(zone, 'text')})::date as ${column('d', index)}`,
    );
    const attributes = this.#attributes.map(
      (name, index) =>
        sql`,
    attributes ->> ${bind(name, 'text')} as ${column('g', index)}`,
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
    const names = [...new Set(this.#aggregates.map(({ events }) => events.event))];
    const windowsOf = (name: string) =>
      this.#aggregates.filter(({ events }) => events.event === name).map(({ window }) => window);
    const columns = this.#aggregates.map(({ how, window, events }, index) => {
      const ofName = names.length > 1 ? [sql`event.name = ${bind(events.event, 'text')}`] : [];
      const conditions = eventConditions(events.where);
      const tests = [
        ...ofName,
        ...this.#windowTests(window, windowsOf(events.event)),
        ...(conditions === null ? [] : [conditions]),
      ];
      const filter = tests.length === 0 ? nothing : sql` filter (where ${joined(tests, and)})`;
      return sql`${aggregated(how)}${filter} as ${column('a', index)}`;
    });
    const wanted = names.map((name) => this.#commonTests(name, windowsOf(name)));
    const { environmentId, horizon, linkedUnits, events = sql`events` } = this.#population;
    const sender = linkedUnits === null ? sql`unit` : sql`sender`;
    const senders = linkedUnits === null ? nothing : sendersOf(linkedUnits);
    const aggregates = joined(
      columns,
      sql`,
    `,
    );
    const isOfUnit = sql`event.environment_id = ${bind(environmentId, 'int')}
      and event.name in (${joined(
        names.map((name) => sql`${bind(name, 'text')}`),
        sql`, `,
      )})
      and event.unit_hash = ${sender}.unit_hash
      and event.unit = ${sender}.unit
      and event.occurred_at <= ${instant(horizon)}
      and (${joined(
        wanted,
        sql`
        or `,
      )})`;
    if (this.#population.isLookedUp === true) {
      return sql`
  select
    ${aggregates}
  from ${events} as event
  where ${isOfUnit}`;
    }
    return sql`
  select
    unit.unit_hash,
    unit.unit,
    ${aggregates}
  from exposed as unit${senders}
  join ${events} as event
    on ${isOfUnit}
  group by unit.unit_hash, unit.unit`;
  }

  /** Bounds that hold for every window over one event name, so that other events do not reach the aggregates. */
  #commonTests(name: string, windows: readonly Window[]): Fragment {
    const { lower, upper } = commonBounds(windows);
    const from = sql`event.name = ${bind(name, 'text')} and event.occurred_at >= ${this.#boundary(lower)}`;
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
    const common = commonBounds(all);
    const own = boundsOf(window);
    const tests = [
      ...(isSame(own.lower, common.lower) ? [] : [sql`event.occurred_at >= ${this.#boundary(own.lower)}`]),
      ...(own.upper === null || (common.upper !== null && isSame(own.upper, common.upper))
        ? []
        : [sql`event.occurred_at < ${this.#boundary(own.upper)}`]),
    ];
    if (window.kind !== 'local-days') return tests;
    const day = sql`(event.occurred_at at time zone ${bind(window.timeZone, 'text')})::date`;
    const since = sql`${day} - ${this.#localDay(window.timeZone)}`;
    return [...tests, sql`${since} between ${bind(window.from, 'int')} and ${bind(window.to, 'int')}`];
  }

  #aggregate(how: EventAggregate['how'], events: EventSelection, window: Window): Fragment {
    return sql`done.${column('a', placeIn(this.#aggregates, { how, events, window }))}`;
  }

  #boundary({ since, hours }: Bound): Fragment {
    if (hours === 0) return sql`unit.${this.#origin(since)}`;
    // Where both are one instant, so are their columns.
    const origin = this.#population.isTriggered === true ? since : 'start';
    return sql`unit.${column('b', placeIn(this.#boundaries, { since: origin, hours }))}`;
  }

  #origin(since: Bound['since']): Fragment {
    return since === 'exposure' && this.#population.isTriggered === true
      ? sql`exposed_at`
      : sql`first_seen_at`;
  }

  #localDay(zone: string): Fragment {
    return sql`unit.${column('d', placeIn(this.#zones, zone))}`;
  }
}

/** An instant of a unit: so many hours from its exposure, or from when it is measured, which is never earlier. */
interface Bound {
  readonly since: 'exposure' | 'start';
  readonly hours: number;
}

interface Bounds {
  readonly lower: Bound;
  /** Null: up to the horizon. */
  readonly upper: Bound | null;
}

function after(hours: number): Bound {
  return { since: 'start', hours };
}

function isSame(a: Bound, b: Bound): boolean {
  return a.since === b.since && a.hours === b.hours;
}

/** What is before exposure lies before all that is measured from the start on, however far apart the two are. */
function inOrder(bounds: readonly Bound[]): readonly Bound[] {
  const place = ({ since }: Bound) => (since === 'exposure' ? 0 : 1);
  return [...bounds].sort((a, b) => place(a) - place(b) || a.hours - b.hours);
}

/** Within which every event of the window lies. */
function boundsOf(window: Window): Bounds {
  switch (window.kind) {
    case 'before':
      return {
        lower: { since: 'exposure', hours: -window.lengthHours },
        upper: { since: 'exposure', hours: 0 },
      };
    case 'after': {
      const { startHours, lengthHours } = window;
      return {
        lower: after(startHours),
        upper: lengthHours === null ? null : after(startHours + lengthHours),
      };
    }
    case 'local-days':
      return { lower: after(0), upper: null };
  }
}

function commonBounds(windows: readonly Window[]): Bounds {
  const bounds = windows.map(boundsOf);
  const uppers = bounds.flatMap(({ upper }) => (upper === null ? [] : [upper]));
  return {
    lower: inOrder(bounds.map(({ lower }) => lower))[0] ?? after(0),
    upper: uppers.length < bounds.length ? null : (inOrder(uppers).at(-1) ?? null),
  };
}

function aggregated(how: EventAggregate['how']): Fragment {
  switch (how.kind) {
    case 'count':
      return sql`count(*)`;
    case 'sum':
      return sql`sum(event.value)`;
    case 'mean':
      return sql`avg(event.value)`;
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

function instant(at: Date) {
  return bind(at.toISOString(), 'timestamptz');
}

/** The place of an equal entry, which is added where there is none. */
function placeIn<Entry>(entries: Entry[], entry: Entry): number {
  const text = JSON.stringify(entry);
  const known = entries.findIndex((other) => JSON.stringify(other) === text);
  return known >= 0 ? known : entries.push(entry) - 1;
}
