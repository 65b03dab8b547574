import type { Database } from '../../../database/client';
import type { ErasedEvidence } from '../../forget';
import type { UnitOfWorkspace } from '../../unit-record';
import { eventNames } from '../read/unit-records/event-names';
import { unitsOf, writtenForms } from '../read/unit-records/units-of';
import type { Removal } from './removal';

// Why: remembered first, so that what comes from now on is refused, and a second erasure does no harm.
const REMEMBER = `
insert into "erased_units" ("workspace_id", "hash")
select "id", "erasure_hash"("erasure_salt", $2::text) from "workspaces" where "id" = $1::uuid
on conflict do nothing
`;

// Why: a statement that was under way when the unit was remembered has not heard of it. The lock waits for those, and
// whoever starts after it has; it is given back at once, so writers wait for the slowest of themselves and no longer.
const WAIT_FOR_WRITERS =
  'lock table "events", "exposures", "identity_links", "rejected_events" in share mode';

const ERASE_EXPOSURES = `
delete from "exposures"
where "unit_hash" = hashtextextended($2::text, 0) and "unit" = $2::text
  and "run_id" = any(array(
    select "runs"."id" from "runs" join "environments" on "environments"."id" = "runs"."environment_id"
    where "environments"."workspace_id" = $1::uuid
  ))
`;

// $2, $3: every environment and name that events have.
const ERASE_EVENTS = `
with "erased" as (
  delete from "events" using unnest($2::int[], $3::text[]) as "names" ("environment_id", "name")
  where "events"."environment_id" = "names"."environment_id"
    and "events"."name" = "names"."name"
    and "events"."unit_hash" = hashtextextended($1::text, 0)
    and "events"."unit" = $1::text
  returning "events"."environment_id", "events"."key"
),
"erased_keys" as (
  delete from "event_keys" using "erased"
  where "event_keys"."environment_id" = "erased"."environment_id" and "event_keys"."key" = "erased"."key"
)
select count(*)::int as "rows" from "erased"
`;

// $2: the forms in which the unit stands in the text of an item.
const ERASE_REJECTED = `
delete from "rejected_events" using "environments"
where "environments"."id" = "rejected_events"."environment_id"
  and "environments"."workspace_id" = $1::uuid
  and exists (select from unnest($2::text[]) as "written" ("form") where position("form" in "body") > 0)
`;

const ERASE_LINKS = `
delete from "identity_links" using "environments"
where "environments"."id" = "identity_links"."environment_id"
  and "environments"."workspace_id" = $1::uuid
  and ($2::text in ("unit", "person"))
`;

// Why: asked of both the evidence and what is kept of it, so that calling again after a failure still finds the runs.
const RUNS_THAT_MET = `
select "runs"."id" from "runs"
join "environments" on "environments"."id" = "runs"."environment_id"
where "environments"."workspace_id" = $1::uuid and (
  exists (
    select from "exposures" join unnest($2::text[]) as "erased" ("unit")
      on "unit_hash" = hashtextextended("erased"."unit", 0) and "exposures"."unit" = "erased"."unit"
    where "run_id" = "runs"."id"
  ) or exists (
    select from "unit_values" join unnest($2::text[]) as "erased" ("unit")
      on "unit_hash" = hashtextextended("erased"."unit", 0) and "unit_values"."unit" = "erased"."unit"
    where "run_id" = "runs"."id"
  )
)
`;

interface ErasedUnits {
  readonly workspaceId: string;
  /** The unit, then those that were linked to it. */
  readonly units: readonly string[];
}

type RemovedRows = Omit<ErasedEvidence, 'units'>;

export const eraseUnit: Removal<UnitOfWorkspace, ErasedUnits, ErasedEvidence> = {
  prepare: async (database, { workspaceId, unit }) => {
    const units = await unitsOf(database, { workspaceId, unit });
    for (const one of units) await database.pool.query(REMEMBER, [workspaceId, one]);
    await waitForWriters(database);
    return { workspaceId, units };
  },
  runsOf: async ({ pool }, { workspaceId, units }) => {
    const { rows } = await pool.query<{ readonly id: number }>(RUNS_THAT_MET, [workspaceId, units]);
    return rows.map(({ id }) => id);
  },
  remove: async (database, { workspaceId, units }) => {
    const erased = { units, exposures: 0, events: 0, rejected: 0, links: 0 };
    // The linked ones first: their links lead to them as long as the erasure is not complete.
    for (const one of units.toReversed()) {
      const removed = await eraseEverywhere(database, workspaceId, one);
      erased.exposures += removed.exposures;
      erased.events += removed.events;
      erased.rejected += removed.rejected;
      erased.links += removed.links;
    }
    return erased;
  },
};

/** How long a writer may hold an erasure up. */
const WRITERS_LIMIT_MS = 20_000;

async function waitForWriters({ pool, patience }: Database): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query("select set_config('lock_timeout', $1::text, true)", [
      `${String(WRITERS_LIMIT_MS * patience)}ms`,
    ]);
    await client.query(WAIT_FOR_WRITERS);
    await client.query('commit');
    client.release();
  } catch (error) {
    // The connection may be in the middle of waiting; closing it is the one way back that always works.
    client.release(true);
    throw error;
  }
}

async function eraseEverywhere({ pool }: Database, workspaceId: string, unit: string): Promise<RemovedRows> {
  const exposures = await pool.query(ERASE_EXPOSURES, [workspaceId, unit]);
  const names = await eventNames({ pool }, workspaceId);
  const environmentIds = names.map(({ environmentId }) => environmentId);
  const values = [unit, environmentIds, names.map(({ name }) => name)];
  const events = await pool.query<{ rows: number }>(ERASE_EVENTS, values);
  const rejected = await pool.query(ERASE_REJECTED, [workspaceId, writtenForms(unit)]);
  const links = await pool.query(ERASE_LINKS, [workspaceId, unit]);
  return {
    exposures: exposures.rowCount ?? 0,
    events: events.rows[0]?.rows ?? 0,
    rejected: rejected.rowCount ?? 0,
    links: links.rowCount ?? 0,
  };
}
