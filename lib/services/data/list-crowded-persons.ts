import { z } from 'zod';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { CROWD_UNITS } from '../ingestion/link-units';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';

export const listCrowdedPersonsInput = z.strictObject({ environment: environmentField });

/** A unit to which suspiciously many others were linked. */
export interface CrowdedPerson {
  readonly unit: string;
  readonly linkedUnits: number;
  readonly lastLinkedAt: Date;
}

/** Most that are told of; with many, something else is wrong. */
const MAX_PERSONS = 50;

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

/**
 * Units of an environment that took in so many others (50 or more) that the links are probably wrong, largest first. Throws
 * ForbiddenError, NotFoundError.
 */
export async function listCrowdedPersons({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<readonly CrowdedPerson[]> {
  authorise(ctx, 'data:read', 'environment');
  const { environment } = parseInput(listCrowdedPersonsInput, input);
  const { id } = await findEnvironment(ctx.database.prisma, ctx, environment);
  const { rows } = await ctx.database.pool.query<CrowdedPerson>(FIND_CROWDED, [id, CROWD_UNITS, MAX_PERSONS]);
  return rows;
}
