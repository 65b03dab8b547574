import { z } from 'zod';
import type { SplitArms } from '../../analysis/calibration';
import type { Measure } from '../../analysis/measure';
import type { Connection } from '../../database/connection';
import type { Figures, RandomSplits, SplitsRequest } from '../warehouse';
import { bind, column, joined, nothing, sql, type Fragment } from './fragment';
import { placed, unitColumns } from './measured-columns';
import { figureArray, momentFigures, momentsFrom } from './moment-figures';
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
  const columns = placed([measure]).flatMap((metric) => unitColumns(values, metric));
  const salt = bind(seed, 'int');
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
)${cappedTable(measure)}
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
    measure.capQuantile === null ? sql`null` : sql`(select k0 from cap)`,
    ...momentFigures(0, measure.columns.length),
  ])} as figures
  from ${measure.capQuantile === null ? sql`sampled` : sql`capped`}
  where hashint8extended(unit_hash, ${salt}::bigint * 1000003 + round) & 1 = arm
) as moments
order by round, arm`;
}

/** The values cut at their pooled quantile: the cap is the same in every round, because the units are. */
function cappedTable({ capQuantile, columns }: Measure): Fragment {
  if (capQuantile === null) return nothing;
  const others = columns.slice(1).map((_, index) => sql`, ${column('c', index + 1)}`);
  return sql`,
cap as materialized (
  select percentile_cont(${bind(capQuantile, 'float8')}) within group (order by c0) as k0
  from sampled
),
capped as materialized (
  select unit_hash, case when c0 > k0 then k0 else c0 end as c0${joined(others, nothing)}
  from sampled
  cross join cap
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
  let cap: number | null = null;
  for (const { round, arm, figures } of rows) {
    const {
      n,
      waiting,
      means,
      covariances,
      cap: ofRound,
    } = momentsFrom(figures, request.measure.columns.length);
    cap = ofRound;
    const before = splits.get(round) ?? [];
    splits.set(round, [...before, { variant: arm, n, waiting, means, covariances, quantile: null }]);
  }
  const units = rows[0]?.units ?? 0;
  const read = Math.min(units, request.maximumUnits);
  return { rows: [{ units, unitsRead: read, cap, splits: [...splits.values()] }], query };
}
