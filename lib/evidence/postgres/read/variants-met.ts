import type { ReadingDatabase } from '../../../database/reader';
import type { MetVariant, UnitOfRun } from '../../read';

// Why: an experiment that is sticky, or takes in nobody new, gives a unit the variant that it met before. Guarantees: one
// row for each run and unit that met one, found by primary key. A run that continues another (it has its salt) keeps what units
// met there: rows of the run that was first come last.
//
// Example for (7, 'u1') and (7, 'u2') where only u1 was ever exposed:
//   runId | unit | variant
//       7 | u1   |       1
const FIND_MET = `
select "asked"."run_id" as "runId", "exposures"."unit", "exposures"."variant"
from unnest($1::int[], $2::text[]) as "asked" ("run_id", "unit")
join "runs" on "runs"."id" = "asked"."run_id"
join "runs" as "met_in"
  on "met_in"."experiment_id" = "runs"."experiment_id"
  and "met_in"."environment_id" = "runs"."environment_id"
  and "met_in"."salt" = "runs"."salt"
  and "met_in"."number" <= "runs"."number"
join "exposures"
  on "exposures"."run_id" = "met_in"."id"
  and "exposures"."unit_hash" = hashtextextended("asked"."unit", 0)
  and "exposures"."unit" = "asked"."unit"
order by "met_in"."number" desc
`;

export async function variantsMet(
  { pool }: ReadingDatabase,
  pairs: readonly UnitOfRun[],
): Promise<readonly MetVariant[]> {
  const { rows } = await pool.query<MetVariant>({
    name: 'find-met',
    text: FIND_MET,
    values: [pairs.map(({ runId }) => runId), pairs.map(({ unit }) => unit)],
  });
  return rows;
}
