import type { Database } from '../../../database/client';

// Why: the caller is told which items are refused. That nothing of an erased unit is stored, whatever comes in between, is
// the write statements' own business.
const FIND_ERASED = `
select "unit"
from unnest($2::text[]) as "given" ("unit")
where "is_erased"($1::int, "unit")
`;

/** Which of the units the environment's workspace has erased. */
export async function findErased(
  database: Database,
  environmentId: number,
  units: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await database.writePool.query<{ readonly unit: string }>({
    name: 'find-erased',
    text: FIND_ERASED,
    values: [environmentId, [...new Set(units)]],
  });
  return new Set(rows.map(({ unit }) => unit));
}
