import { z } from 'zod';
import type { Connection } from '../../../../database/connection';
import type { Figures } from '../../../read';
import { bind, sql, type Fragment } from '../fragment';
import { readFigures } from '../read-figures';
import type { Population } from '../unit-values';
import { schemaOf } from '../../../../model/schema-of';

/** Units by how many whole 24 hours since first exposure had ended at the horizon, or at the run's end where that is earlier, counted up to a limit. */
export interface WholeDays {
  readonly variant: number;
  readonly wholeDays: number;
  readonly units: number;
}

/**
 * How long units have been in the run: those of `wholeDays` n have had the days 0 to n - 1 since their exposure whole. It is the
 * number of units by day since exposure, those without any event among them.
 *
 *     variant | wholeDays | units
 *           0 |         0 |   911
 *           0 |         1 |   890
 */
function statement({ units, horizon, openUntil = horizon }: Population, limit: number): Fragment {
  const until = bind(openUntil.toISOString(), 'timestamptz');
  return sql`
select
  variant::int as "variant",
  least(floor(extract(epoch from ${until} - first_seen_at) / 86400), ${bind(limit, 'int')})::int as "wholeDays",
  count(*)::int as "units"
${units}
group by 1, 2
order by 1, 2`;
}

const rowSchema = schemaOf<WholeDays>()(z.object({ variant: z.int(), wholeDays: z.int(), units: z.int() }));

export function countWholeDays(
  client: Connection,
  population: Population,
  limit: number,
): Promise<Figures<WholeDays>> {
  return readFigures(client, statement(population, limit).render(), rowSchema);
}
