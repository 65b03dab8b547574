import type { ReadingDatabase } from '../../../database/reader';
import type { VerdictCount } from '../../read';

// Example for environment 3:
//   kind  | code     | items | lastAt
//   EVENT | ACCEPTED |  9120 | 2026-03-10 11:59:00
//   EVENT | BOT      |    14 | 2026-03-10 11:20:00
const COUNT_VERDICTS = `
select "kind", "code", sum("items")::float8 as "items", max("minute") as "lastAt"
from "ingestion_counts"
where "environment_id" = $1::int and "minute" > $2::timestamptz
group by "kind", "code"
order by "kind", "code" not in ('ACCEPTED', 'DUPLICATE'), "items" desc, "code"
`;

export async function countVerdicts(
  { pool }: ReadingDatabase,
  environmentId: number,
  since: Date,
): Promise<readonly VerdictCount[]> {
  const { rows } = await pool.query<VerdictCount>(COUNT_VERDICTS, [environmentId, since.toISOString()]);
  return rows;
}
