import type { ReadingDatabase } from '../../../database/reader';
import type { CrowdedPerson } from '../../read';
import { CROWD_UNITS } from '../../write';

// Example for environment 3:
//   unit      | linkedUnits | lastLinkedAt
//   undefined |         100 | 2026-03-01 09:30
const FIND_CROWDED = `
select "person" as "unit", count(*)::int as "linkedUnits", max("linked_at") as "lastLinkedAt"
from "identity_links"
where "environment_id" = $1::int
group by "person_hash", "person"
having count(*) >= $2::int
order by 2 desc, 1
limit $3::int
`;

export async function crowdedPersons(
  { pool }: ReadingDatabase,
  environmentId: number,
  limit: number,
): Promise<readonly CrowdedPerson[]> {
  const { rows } = await pool.query<CrowdedPerson>(FIND_CROWDED, [environmentId, CROWD_UNITS, limit]);
  return rows;
}
