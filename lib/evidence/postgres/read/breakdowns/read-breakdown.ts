import { z } from 'zod';
import { breakdownOf, type BreakdownMeasure } from '../../../../analysis/breakdown';
import type { BreakdownEvidence } from '../../../../analysis/evidence';
import type { Connection } from '../../../../database/connection';
import type { BreakdownsRead, MeasuredMetric, MetricsRead, RunScope } from '../../../read';
import { eventConditions } from '../event-condition';
import { reachOf } from '../event-reach';
import { and, bind, joined, nothing, sql, type Fragment } from '../fragment';
import { attempt } from '../measure-metrics';
import { populationOf } from '../population-of';
import { readFigures } from '../read-figures';
import { sendersOf, type Population } from '../unit-values';

const longestValue = 200;

/**
 * What the units of each variant did with each value of a property, the values with the largest totals by themselves and the others
 * together. A unit counts where the metric counts it; the totals of a count or a sum add up to the metric's own.
 *
 *     variant | part    | value  | total
 *           0 | value   | shoes  | 11210.5
 *           0 | other   | null   |  2107.25
 *           0 | without | null   |    80
 *
 * A unit that did something with two values is one row for each, so that a share counts it once among the others.
 */
function statement(population: Population, measure: BreakdownMeasure): Fragment {
  const { units, linkedUnits, environmentId, horizon, openUntil = horizon } = population;
  const { value: wanted, property, largest, complete } = measure;
  const sender = linkedUnits === null ? sql`unit` : sql`sender`;
  const upperEnd = reachOf(wanted.window).upper;
  const isOver =
    complete === null
      ? nothing
      : sql`
  where ${boundary(sql`first_seen_at`, reachOf(complete).upper?.hours ?? 0)} <= ${instant(horizon)}`;
  const conditions = eventConditions(wanted.events.where);
  const tests = [
    sql`event.environment_id = ${bind(environmentId, 'int')}`,
    sql`event.name = ${bind(wanted.events.event, 'text')}`,
    sql`event.unit_hash = ${sender}.unit_hash`,
    sql`event.unit = ${sender}.unit`,
    sql`event.occurred_at >= ${boundary(sql`unit.first_seen_at`, reachOf(wanted.window).lower.hours)}`,
    upperEnd === null
      ? sql`event.occurred_at <= ${instant(openUntil)}`
      : sql`event.occurred_at < ${boundary(sql`unit.first_seen_at`, upperEnd.hours)}`,
    sql`event.occurred_at <= ${instant(horizon)}`,
    ...(conditions === null ? [] : [conditions]),
  ];
  return sql`
with exposed as not materialized (
  select unit_hash, unit, variant, first_seen_at
  from (
    select unit_hash, unit, variant, first_seen_at
    ${units}
  ) as seen${isOver}
),
happened as (
  select
    unit.variant,
    unit.unit_hash,
    unit.unit,
    left(event.properties ->> ${bind(property, 'text')}, ${bind(longestValue, 'int')}) as value,
    ${perUnit(wanted.aggregate)} as total
  from exposed as unit${linkedUnits === null ? nothing : sendersOf(linkedUnits)}
  join events as event
    on ${joined(tests, and)}
  group by 1, 2, 3, 4
),
sized as (
  select *, sum(abs(total)) over (partition by value) as size
  from happened
),
placed as (
  select *, dense_rank() over (order by size desc, value) as place
  from sized
),
parted as (
  select
    variant,
    unit_hash,
    unit,
    total,
    place,
    case
      when place > ${bind(largest, 'int')} then 'other'
      when value is null then 'without'
      else 'value'
    end as part,
    case when place <= ${bind(largest, 'int')} then value end as value
  from placed
)
select
  variant::int as "variant",
  part as "part",
  value as "value",
  ${wanted.aggregate === 'any' ? sql`count(distinct (unit_hash, unit))` : sql`sum(total)`}::float8 as "total"
from parted
group by variant, part, value
order by least(min(place), ${bind(largest, 'int')} + 1), part, value, variant`;
}

/** What a unit did with one value. */
function perUnit(aggregate: BreakdownMeasure['value']['aggregate']): Fragment {
  switch (aggregate) {
    case 'count':
      return sql`count(*)::float8`;
    case 'any':
      return sql`1::float8`;
    case 'sum':
    case 'mean':
      return sql`coalesce(sum(event.value), 0)`;
  }
}

function boundary(from: Fragment, hours: number): Fragment {
  return hours === 0 ? from : sql`${from} + make_interval(secs => ${bind(hours, 'float8')} * 3600)`;
}

function instant(at: Date) {
  return bind(at.toISOString(), 'timestamptz');
}

const rowSchema = z.object({
  variant: z.int(),
  part: z.enum(['value', 'without', 'other']),
  value: z.string().nullable(),
  total: z.number(),
});

/** Reads all metrics that are broken down, each in a statement of its own; one that fails says why. */
export async function readBreakdowns(
  client: Connection,
  scope: RunScope,
  metrics: readonly MeasuredMetric[],
): Promise<BreakdownsRead> {
  const evidence = new Map<string, BreakdownEvidence>();
  const queries: MetricsRead['queries'][number][] = [];
  for (const metric of metrics) {
    const measure = breakdownOf(metric);
    if (measure === null) continue;
    const population = await populationOf(client, scope);
    const read = await attempt(client, () =>
      readFigures(client, statement(population, measure).render(), rowSchema),
    );
    if (!read.ok) {
      evidence.set(metric.key, read);
      continue;
    }
    evidence.set(metric.key, { ok: true, parts: partsOf(read.value.rows) });
    queries.push({ name: `breakdown of ${metric.key}`, ...read.value.query });
  }
  return { evidence, queries };
}

type Row = z.output<typeof rowSchema>;

function partsOf(rows: readonly Row[]): Extract<BreakdownEvidence, { readonly ok: true }>['parts'] {
  const isSame = (a: Pick<Row, 'part' | 'value'>, b: Row) => a.part === b.part && a.value === b.value;
  const heads = rows.filter((row, index) => rows.findIndex((other) => isSame(row, other)) === index);
  return heads.map(({ part, value }) => ({
    part,
    value,
    totals: rows
      .filter((row) => isSame({ part, value }, row))
      .map(({ variant, total }) => ({ variant, total })),
  }));
}
