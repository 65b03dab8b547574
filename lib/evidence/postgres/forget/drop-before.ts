import type { Database } from '../../../database/client';
import type { ReadingDatabase } from '../../../database/reader';
import type { DroppedEvidence, ExpiredEvidence } from '../../forget';
import { countBefore, deleteBefore } from './delete-before';
import { dropMonths } from './drop-months';
import type { Removal } from './removal';

const FIND_ENVIRONMENTS = 'select "id" from "environments" where "workspace_id" = $1::uuid order by "id"';

// Why: first refused, then dropped, never the other way round: without its id, what comes again could not be known as a duplicate. What was
// dropped once does not come back with a longer setting.
const REFUSE_BEFORE = `
update "environments" set "retained_from" = $2::timestamptz
where "workspace_id" = $1::uuid and ("retained_from" is null or "retained_from" < $2::timestamptz)
`;

const MEASURED_RUNS = `
select "measured_runs"."run_id" as "id" from "measured_runs"
join "runs" on "runs"."id" = "measured_runs"."run_id"
where "runs"."environment_id" = any($1::int[])
`;

interface Expired extends ExpiredEvidence {
  readonly environmentIds: readonly number[];
}

export const dropBefore: Removal<ExpiredEvidence, Expired, DroppedEvidence> = {
  prepare: async (database, { workspaceId, from }) => {
    await database.pool.query(REFUSE_BEFORE, [workspaceId, from.toISOString()]);
    return { workspaceId, from, environmentIds: await environmentsOf(database, workspaceId) };
  },
  runsOf: async ({ pool }, { environmentIds }) => {
    const { rows } = await pool.query<{ readonly id: number }>(MEASURED_RUNS, [environmentIds]);
    return rows.map(({ id }) => id);
  },
  remove: async (database, { workspaceId, from, environmentIds }) => {
    const droppedMonths = await dropMonths(database, { workspaceId, from, dryRun: false });
    return { droppedMonths, deleted: await deleteBefore(database, environmentIds, from) };
  },
  // Every night there is mostly nothing to drop, and then what was measured still holds.
  isNothing: ({ droppedMonths, deleted }) =>
    droppedMonths.length === 0 && Object.values(deleted).every((rows) => rows === 0),
};

/** What `dropBefore` would drop; changes nothing. Throws ConflictError (EVENTS_IN_USE). */
export async function findExpired(
  database: ReadingDatabase,
  { workspaceId, from }: ExpiredEvidence,
): Promise<DroppedEvidence> {
  const droppedMonths = await dropMonths(database, { workspaceId, from, dryRun: true });
  const environmentIds = await environmentsOf(database, workspaceId);
  return { droppedMonths, deleted: await countBefore(database, environmentIds, from, droppedMonths) };
}

async function environmentsOf(
  { pool }: Pick<Database, 'pool'>,
  workspaceId: string,
): Promise<readonly number[]> {
  const { rows } = await pool.query<{ readonly id: number }>(FIND_ENVIRONMENTS, [workspaceId]);
  return rows.map(({ id }) => id);
}
