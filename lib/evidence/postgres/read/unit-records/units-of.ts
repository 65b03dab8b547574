import type { ReadingDatabase } from '../../../../database/reader';
import type { UnitOfWorkspace } from '../../../unit-record';

const LINKED_UNITS = `
select distinct "unit" from "identity_links"
join "environments" on "environments"."id" = "identity_links"."environment_id"
where "environments"."workspace_id" = $1::uuid
  and "person_hash" = hashtextextended($2::text, 0) and "person" = $2::text
order by "unit"
`;

/** The unit, then the anonymous units that were linked to it: what is erased together. */
export async function unitsOf(
  { pool }: Pick<ReadingDatabase, 'pool'>,
  { workspaceId, unit }: UnitOfWorkspace,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ readonly unit: string }>(LINKED_UNITS, [workspaceId, unit]);
  return [unit, ...rows.map((row) => row.unit)];
}

/**
 * How a unit stands in the text of a refused item, wherever in the item that is: as JSON writes it, or sent as a number, which is a reason
 * to be refused.
 */
export function writtenForms(unit: string): readonly string[] {
  const written = JSON.stringify(unit);
  if (!/^-?\d+(\.\d+)?$/.test(unit)) return [written];
  const asNumber = [`"unit":${unit}`, `"anonymous":${unit}`];
  // With what follows: 471 is not 4711.
  return [written, ...asNumber.flatMap((one) => [`${one},`, `${one}}`])];
}
