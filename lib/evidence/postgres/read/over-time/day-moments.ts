import { type NamedMetric, valueColumn, valueColumns } from '../measured-columns';
import { z } from 'zod';
import type { DayMeasure, DayValue } from '../../../../analysis/whole-days';
import type { Connection } from '../../../../database/connection';
import type { Figures } from '../../../read';
import { eventConditions } from '../event-condition';
import { and, bind, type Fragment, joined, nothing, sql } from '../fragment';
import { figureArray, figureCount, momentFigures, momentsFrom, type GroupMoments } from '../moment-figures';
import { readFigures } from '../read-figures';
import { sendersOf, type Population } from '../unit-values';

/** Moments of a metric's columns over the units that had any event on the day, by metric in the order asked for. */
export interface DayMoments {
  readonly variant: number;
  /** 0: the 24 hours from first exposure on. */
  readonly day: number;
  readonly metrics: readonly GroupMoments[];
}

/**
 * What units did on each day since their first exposure, for all metrics in one pass: events become one row a unit and day,
 * and those one row a variant and day. A unit without events on a day has no row: it counts as 0, which is added from the
 * number of units (./whole-days.ts). Days that had not ended at the horizon, or when the run did, are left out.
 *
 *     variant | day | figures
 *           0 |   0 | {0,null,4120,1.84,22.7, ...}
 *
 * Rejected: a filtered aggregate for each metric and day in the scorecard's own statement; ten metrics over 28 days were 280
 * conditions on every event.
 */
function statement(population: Population, measures: readonly DayMeasure[], days: number): Fragment {
  const { units, linkedUnits, environmentId, horizon, openUntil = horizon } = population;
  const until = bind(openUntil.toISOString(), 'timestamptz');
  const sender = linkedUnits === null ? sql`unit` : sql`sender`;
  const columns = measures.flatMap((measure) => measure.columns);
  const names = [...new Set(columns.map(({ events }) => events.event))];
  return sql`
with exposed as not materialized (
  select unit_hash, unit, variant, first_seen_at
  ${units}
),
unit_day as not materialized (
  select
    unit.variant,
    unit.first_seen_at,
    floor(extract(epoch from event.occurred_at - unit.first_seen_at) / 86400)::int as day,
    ${joined(
      measures.flatMap((measure, index) =>
        measure.columns.map((value, of) => sql`${onDay(value)} as ${valueColumn(named(measure, index), of)}`),
      ),
      sql`,
    `,
    )}
  from exposed as unit${linkedUnits === null ? nothing : sendersOf(linkedUnits)}
  join events as event
    on event.environment_id = ${bind(environmentId, 'int')}
      and event.name in (${joined(
        names.map((name) => sql`${bind(name, 'text')}`),
        sql`, `,
      )})
      and event.unit_hash = ${sender}.unit_hash
      and event.unit = ${sender}.unit
      and event.occurred_at >= unit.first_seen_at
      and event.occurred_at < unit.first_seen_at + make_interval(secs => ${bind(days * 86_400, 'float8')})
      and event.occurred_at <= ${until}
  group by unit.unit_hash, unit.unit, unit.variant, unit.first_seen_at, 3
)
select
  variant::int as "variant",
  day as "day",
  ${figureArray(figuresOf(measures))} as "figures"
from unit_day
where first_seen_at + make_interval(secs => (day + 1) * 86400) <= ${until}
group by variant, day
order by variant, day`;
}

const named = (measure: DayMeasure, index: number): NamedMetric => ({ number: index + 1, measure });

function figuresOf(measures: readonly DayMeasure[]): readonly Fragment[] {
  return measures.flatMap((measure, index) => {
    const columns = valueColumns(named(measure, index), measure.columns.length);
    return [sql`0`, sql`null`, ...momentFigures(columns)];
  });
}

/** A unit's number on one day. */
function onDay(value: DayValue): Fragment {
  const { event, where } = value.events;
  const conditions = eventConditions(where);
  const tests = [sql`event.name = ${bind(event, 'text')}`, ...(conditions === null ? [] : [conditions])];
  const filter = sql`filter (where ${joined(tests, and)})`;
  if (value.kind === 'distinct') {
    return sql`(count(distinct event.properties ->> ${bind(value.property, 'text')}) ${filter})::float8`;
  }
  switch (value.aggregate) {
    case 'count':
      return sql`(count(*) ${filter})::float8`;
    case 'any':
      return sql`((count(*) ${filter}) > 0)::int::float8`;
    case 'sum':
      return sql`coalesce(sum(event.value) ${filter}, 0)`;
    case 'mean':
      return sql`avg(event.value) ${filter}`;
  }
}

const rowSchema = z.object({ variant: z.int(), day: z.int(), figures: z.array(z.number().nullable()) });

export async function readDayMoments(
  client: Connection,
  population: Population,
  measures: readonly DayMeasure[],
  days: number,
): Promise<Figures<DayMoments>> {
  const { rows, query } = await readFigures(
    client,
    statement(population, measures, days).render(),
    rowSchema,
  );
  const read = rows.map(({ variant, day, figures }): DayMoments => {
    let offset = 0;
    const metrics = measures.map(({ columns }) => {
      const start = offset;
      offset += 2 + figureCount(columns.length);
      return momentsFrom(figures.slice(start, offset), columns.length);
    });
    return { variant, day, metrics };
  });
  return { rows: read, query };
}
