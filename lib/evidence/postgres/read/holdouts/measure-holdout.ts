import { z } from 'zod';
import { coverageBoundary, seedFor } from '../../../../assignment/buckets';
import { measureOf } from '../../../../model/metrics/kinds';
import type { Connection } from '../../../../database/connection';
import { normalIsf } from '../../../../statistics/distributions/normal';
import type { HoldoutRead, HoldoutRequest, HoldoutUnitCount } from '../../../read';
import { bind, sql } from '../fragment';
import { readWhole } from '../measure-metrics';
import { readFigures } from '../read-figures';
import type { Population } from '../unit-values';
import { schemaOf } from '../../../../model/schema-of';

/**
 * Units that sent anything in a period, from their first event in it on: variant 0 where the holdout keeps them out, else 1. Who is kept
 * out follows from the unit's id alone (docs/assignment-in-sql.md), whatever anybody was shown. Linked units stand for themselves.
 */
function holdoutPopulation({ environmentId, from, horizon, salt, share }: HoldoutRequest): Population {
  const seed = bind(seedFor(salt, 'holdout'), 'float8');
  const boundary = bind(coverageBoundary(share), 'float8');
  const units = sql`from (
    select
      unit_hash,
      unit,
      case when murmur3_x86_32(convert_to(unit, 'UTF8'), ${seed}::bigint) < ${boundary} then 0 else 1 end as variant,
      first_seen_at
    from (
      select unit_hash, unit, min(occurred_at) as first_seen_at
      from events
      where environment_id = ${bind(environmentId, 'int')}
        and occurred_at >= ${bind(from.toISOString(), 'timestamptz')}
        and occurred_at <= ${bind(horizon.toISOString(), 'timestamptz')}
      group by unit_hash, unit
    ) as active
  ) as seen`;
  return { units, linkedUnits: null, environmentId, horizon };
}

const rowSchema = schemaOf<HoldoutUnitCount>()(z.object({ variant: z.int(), units: z.int() }));

/** Counts the units of both sides and reads the metrics over them, without segments; a metric that fails says why. */
export async function measureHoldout(client: Connection, request: HoldoutRequest): Promise<HoldoutRead> {
  const population = holdoutPopulation(request);
  const counted = await readFigures(
    client,
    sql`
select variant::int as "variant", count(*)::int as "units"
${population.units}
group by variant
order by variant`.render(),
    rowSchema,
  );
  const wanted = request.metrics.map((metric) => ({ key: metric.key, measure: measureOf(metric) }));
  const zTwoSided = normalIsf(request.alphaTwoSided / 2);
  const { metrics, queries } = await readWhole(client, wanted, { population, attributes: [], zTwoSided });
  return { units: counted.rows, metrics, queries: [{ name: 'units', ...counted.query }, ...queries] };
}
