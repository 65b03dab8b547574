import type { ElapsedWindow, LocalDays, UnitValue } from '../../analysis/measure';
import type { EventSelection } from '../../analysis/metric-definition';
import { eventConditions } from './event-condition';
import { and, bind, column, joined, nothing, sql, type Fragment } from './fragment';

type Window = ElapsedWindow | LocalDays;

interface Stream {
  readonly event: string;
  readonly aggregates: {
    readonly how: StreamAggregate;
    readonly window: Window;
    readonly events: EventSelection;
  }[];
}

type StreamAggregate =
  | { readonly kind: 'count' | 'sum' | 'mean' | 'first' }
  | { readonly kind: 'distinct'; readonly property: string };

/** Which units, and up to when. */
export interface Population {
  /** Columns unit_hash, unit, variant, first_seen_at, and attributes where segments are asked for. */
  readonly units: Fragment;
  readonly environmentId: number;
  readonly horizon: Date;
}

/**
 * Units and their values as SQL. Values are asked for first; the statement's common table expressions then read each
 * event name once, whatever the number of values taken from it: `s0`, `s1` ... hold one row a unit that had such
 * events, `f`-like streams (funnels) one row a unit that did the first step. Both sides of every join come sorted by
 * the 64-bit hash of the unit, so merges need no sort; the text beside the hash decides when two units share one.
 */
export class UnitValues {
  readonly #population: Population;
  readonly #boundaries: number[] = [];
  readonly #zones: string[] = [];
  readonly #attributes: string[] = [];
  readonly #streams: (Stream | Extract<UnitValue, { kind: 'funnel' }>)[] = [];

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
        const hours = sql`extract(epoch from ${first} - ${this.#boundary(window.startHours)})::float8 / 3600`;
        return sql`coalesce(${hours}, ${bind(window.lengthHours, 'float8')})`;
      }
      case 'funnel':
        return sql`coalesce(${column('s', this.#placeOf(wanted))}.done, 0)::float8`;
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
    return sql`${this.#boundary(window.startHours + window.lengthHours)} <= ${instant(horizon)}`;
  }

  /** A unit's attribute as text, null where it has none. */
  attribute(name: string): Fragment {
    return sql`unit.${column('g', placeIn(this.#attributes, name))}`;
  }

  /** The common table expressions, to be written after all values were asked for. */
  tables(): Fragment {
    const streams = this.#streams.map((stream, index) => {
      const body = 'kind' in stream ? this.#funnelBody(stream) : this.#streamBody(stream);
      return sql`${column('s', index)} as not materialized (${body}
)`;
    });
    return joined(
      [this.#exposed(), ...streams],
      sql`,
`,
    );
  }

  /** What the values are selected from. */
  from(): Fragment {
    const joins = this.#streams.map((_, index) => {
      const stream = column('s', index);
      return sql`
  left join ${stream} on ${stream}.unit_hash = unit.unit_hash and ${stream}.unit = unit.unit`;
    });
    return sql`exposed as unit${joined(joins, nothing)}`;
  }

  #exposed(): Fragment {
    const boundaries = this.#boundaries.map(
      (hours, index) =>
        sql`,
    first_seen_at + make_interval(secs => ${bind(hours, 'float8')} * 3600) as ${column('b', index)}`,
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
    const computed = joined([...boundaries, ...days, ...attributes], nothing);
    return sql`exposed as not materialized (
  select
    unit_hash,
    unit,
    variant,
    first_seen_at${computed}
  ${this.#population.units}
)`;
  }

  #streamBody({ event, aggregates }: Stream): Fragment {
    const windows = aggregates.map(({ window }) => window);
    const columns = aggregates.map(({ how, window, events }, index) => {
      const tests = [...this.#windowTests(window, windows), eventConditions(events.where)].filter(
        (test) => test !== null,
      );
      const filter = tests.length === 0 ? nothing : sql` filter (where ${joined(tests, and)})`;
      return sql`${aggregated(how)}${filter} as ${column('a', index)}`;
    });
    const { environmentId, horizon } = this.#population;
    const bounds = this.#commonTests(windows);
    return sql`
  select
    unit.unit_hash,
    unit.unit,
    ${joined(
      columns,
      sql`,
    `,
    )}
  from exposed as unit
  join events as event
    on event.environment_id = ${bind(environmentId, 'int')}
      and event.name = ${bind(event, 'text')}
      and event.unit_hash = unit.unit_hash
      and event.unit = unit.unit
      and event.occurred_at <= ${instant(horizon)}${bounds}
  group by unit.unit_hash, unit.unit`;
  }

  /** Bounds that hold for every window of the stream, so that other events do not reach the aggregates. */
  #commonTests(windows: readonly Window[]): Fragment {
    const { lower, upper } = commonBounds(windows);
    const from = sql`
      and event.occurred_at >= ${this.#boundary(lower)}`;
    return upper === null
      ? from
      : sql`${from}
      and event.occurred_at < ${this.#boundary(upper)}`;
  }

  /** What is left to ask of an event inside the common bounds. */
  #windowTests(window: Window, all: readonly Window[]): (Fragment | null)[] {
    const common = commonBounds(all);
    const own = boundsOf(window);
    const tests: (Fragment | null)[] = [
      own.lower === common.lower ? null : sql`event.occurred_at >= ${this.#boundary(own.lower)}`,
      own.upper === null || own.upper === common.upper
        ? null
        : sql`event.occurred_at < ${this.#boundary(own.upper)}`,
    ];
    if (window.kind !== 'local-days') return tests;
    const day = sql`(event.occurred_at at time zone ${bind(window.timeZone, 'text')})::date`;
    const since = sql`${day} - ${this.#localDay(window.timeZone)}`;
    return [...tests, sql`${since} between ${bind(window.from, 'int')} and ${bind(window.to, 'int')}`];
  }

  /**
   * Steps as digits in order of time; of one instant the later step comes first, so that it cannot follow the earlier
   * one. A unit is done when its text holds all digits in order.
   */
  #funnelBody({ steps, window }: Extract<UnitValue, { kind: 'funnel' }>): Fragment {
    const { environmentId, horizon } = this.#population;
    const parts = steps.map(({ event, where }, index) => {
      const conditions = eventConditions(where);
      return sql`
    select event.unit_hash, event.unit, event.occurred_at, ${bind(String(index + 1), 'text')} as step
    from events as event
    where event.environment_id = ${bind(environmentId, 'int')}
      and event.name = ${bind(event, 'text')}
      and event.occurred_at <= ${instant(horizon)}${
        conditions === null
          ? nothing
          : sql`
      and ${conditions}`
      }`;
    });
    const digits = steps.map((_, index) => String(index + 1));
    const pattern = `%${digits.join('%')}%`;
    return sql`
  select
    unit.unit_hash,
    unit.unit,
    (string_agg(event.step, '' order by event.occurred_at, event.step desc) like ${bind(pattern, 'text')})::int as done
  from exposed as unit
  join (${joined(
    parts,
    sql`
    union all`,
  )}
  ) as event
    on event.unit_hash = unit.unit_hash
      and event.unit = unit.unit${this.#commonTests([window])}
  group by unit.unit_hash, unit.unit`;
  }

  #aggregate(how: StreamAggregate, events: EventSelection, window: Window): Fragment {
    const known = this.#streams.findIndex((stream) => 'event' in stream && stream.event === events.event);
    const index = known >= 0 ? known : this.#streams.push({ event: events.event, aggregates: [] }) - 1;
    const stream = this.#streams[index];
    if (stream === undefined || 'kind' in stream) throw new Error('A stream of events was lost.');
    return sql`${column('s', index)}.${column('a', placeIn(stream.aggregates, { how, window, events }))}`;
  }

  #placeOf(funnel: Extract<UnitValue, { kind: 'funnel' }>): number {
    const text = JSON.stringify(funnel);
    const known = this.#streams.findIndex((stream) => JSON.stringify(stream) === text);
    return known >= 0 ? known : this.#streams.push(funnel) - 1;
  }

  #boundary(hours: number): Fragment {
    if (hours === 0) return sql`unit.first_seen_at`;
    return sql`unit.${column('b', placeIn(this.#boundaries, hours))}`;
  }

  #localDay(zone: string): Fragment {
    return sql`unit.${column('d', placeIn(this.#zones, zone))}`;
  }
}

/** Hours from first exposure within which every event of the window lies; null above: up to the horizon. */
function boundsOf(window: Window): { readonly lower: number; readonly upper: number | null } {
  switch (window.kind) {
    case 'before':
      return { lower: -window.lengthHours, upper: 0 };
    case 'after': {
      const { startHours, lengthHours } = window;
      return { lower: startHours, upper: lengthHours === null ? null : startHours + lengthHours };
    }
    case 'local-days':
      return { lower: 0, upper: null };
  }
}

function commonBounds(windows: readonly Window[]): ReturnType<typeof boundsOf> {
  const bounds = windows.map(boundsOf);
  const uppers = bounds.map(({ upper }) => upper);
  return {
    lower: Math.min(...bounds.map(({ lower }) => lower)),
    upper: uppers.reduce(
      (most, upper) => (most === null || upper === null ? null : Math.max(most, upper)),
      -Infinity,
    ),
  };
}

function aggregated(how: StreamAggregate): Fragment {
  switch (how.kind) {
    case 'count':
      return sql`count(*)`;
    case 'sum':
      return sql`sum(event.value)`;
    case 'mean':
      return sql`avg(event.value)`;
    case 'first':
      return sql`min(event.occurred_at)`;
    case 'distinct':
      return sql`count(distinct event.properties ->> ${bind(how.property, 'text')})`;
  }
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
