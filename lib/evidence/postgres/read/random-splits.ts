import { z } from 'zod';
import type { SplitArms } from '../../../analysis/split-result';
import type { Connection } from '../../../database/connection';
import type { Figures, RandomSplits, SplitsRequest } from '../../read';
import { capValue, cutColumn } from './caps';
import { bind, joined, nothing, sql, type Fragment } from './fragment';
import { capColumn, type PlacedMeasure, unitColumns, valueColumns } from './measured-columns';
import { capsFrom, figureArray, momentFigures, momentsFrom } from './moment-figures';
import { recentUnits } from './recent-units';
import { readFigures } from './read-figures';
import { UnitValues } from './unit-values';

/**
 * Moments of the two arms of many random splits of the same units, in one statement: units and their values are read once, as a
 * preview reads them, with covariates and cap; each round halves them anew. Only moments leave.
 *
 *     round | arm | units | figures
 *         1 |   0 |  5120 | {0,null,2554,1.84,22.7}
 *         1 |   1 |  5120 | {0,null,2566,1.79,20.9}
 *
 * A unit's arm is the lowest bit of Postgres' 64-bit hash of its hash, seeded by the round: independent from round to round.
 * Where there are more units than may be read, the same hash draws some. One pass a round and arm, without a sort: measured against
 * grouping units times rounds, which sorts all of them because hashing is off in a snapshot.
 */
export function randomSplitsStatement(request: SplitsRequest): Fragment {
  const { environmentId, horizon, measure, rounds, seed, maximumUnits } = request;
  const values = new UnitValues({ units: recentUnits(request), linkedUnits: null, environmentId, horizon });
  const metric = { measure, number: 1, first: 0 };
  const columns = unitColumns(values, metric);
  const salt = bind(seed, 'int');
  const [firstCap = sql`null`, ...otherCaps] = measure.caps.map(
    (cap) => sql`(select ${capColumn(metric, cap)} from caps)`,
  );
  return sql`
with ${values.tables()},
per_unit as materialized (
  select
    unit.unit_hash,
    ${joined(
      columns,
      sql`,
    `,
    )}
  from ${values.from()}
),
sampled as materialized (
  select *
  from per_unit
  order by hashint8extended(unit_hash, ${salt}::bigint * 1000003)
  limit ${bind(maximumUnits, 'int')}
)${cappedTable(metric)}
select
  round::int as "round",
  arm::int as "arm",
  (select count(*) from per_unit)::int as "units",
  figures as "figures"
from generate_series(1, ${bind(rounds, 'int')}) as round
cross join generate_series(0, 1) as arm
cross join lateral (
  select ${figureArray([
    sql`0`,
    firstCap,
    ...momentFigures(valueColumns(metric, measure.columns.length)),
    ...otherCaps,
  ])} as figures
  from ${measure.caps.length === 0 ? sql`sampled` : sql`capped`}
  where hashint8extended(unit_hash, ${salt}::bigint * 1000003 + round) & 1 = arm
) as moments
order by round, arm`;
}

/** The values cut at their pooled quantiles: the caps are the same in every round, because the units are. */
function cappedTable(metric: PlacedMeasure): Fragment {
  const { caps, columns } = metric.measure;
  if (caps.length === 0) return nothing;
  const cut = columns.map((_, index) => cutColumn(index, { caps, metric }, (cap) => capColumn(metric, cap)));
  return sql`,
caps as materialized (
  select ${joined(
    caps.map((cap) => capValue(cap, metric)),
    sql`, `,
  )}
  from sampled
),
capped as materialized (
  select unit_hash, ${joined(cut, sql`, `)}
  from sampled
  cross join caps
)`;
}

const rowSchema = z.object({
  round: z.int(),
  arm: z.int(),
  units: z.int(),
  figures: z.array(z.number().nullable()),
});

/** The splits of the request, in order. */
export async function randomSplits(
  client: Connection,
  request: SplitsRequest,
): Promise<Figures<RandomSplits>> {
  const { rows, query } = await readFigures(client, randomSplitsStatement(request).render(), rowSchema);
  const splits = new Map<number, SplitArms>();
  const columns = request.measure.columns.length;
  for (const { round, arm, figures } of rows) {
    const before = splits.get(round) ?? [];
    splits.set(round, [...before, { variant: arm, ...momentsFrom(figures, columns), quantile: null }]);
  }
  const caps = capsFrom(rows[0]?.figures ?? [], columns, request.measure.caps.length);
  const units = rows[0]?.units ?? 0;
  const read = Math.min(units, request.maximumUnits);
  return { rows: [{ units, unitsRead: read, caps, splits: [...splits.values()] }], query };
}
