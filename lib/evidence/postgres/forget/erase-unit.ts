import type { Database } from '../../../database/client';
import type { ErasedEvidence } from '../../forget';
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

// Why: events are indexed by environment, name and then unit. The names are few and found by jumping along the index, so
// that erasing one unit does not read every event.
const ERASE_EVENTS = `
with recursive "names" as (
  select "environments"."id" as "environment_id", (
    select "events"."name" from "events"
    where "events"."environment_id" = "environments"."id"
    order by "events"."name" limit 1
  ) as "name"
  from "environments"
  where "environments"."workspace_id" = $1::uuid
  union all
  select "names"."environment_id", (
    select "events"."name" from "events"
    where "events"."environment_id" = "names"."environment_id" and "events"."name" > "names"."name"
    order by "events"."name" limit 1
  )
  from "names"
  where "names"."name" is not null
),
"erased" as (
  delete from "events" using "names"
  where "events"."environment_id" = "names"."environment_id"
    and "events"."name" = "names"."name"
    and "events"."unit_hash" = hashtextextended($2::text, 0)
    and "events"."unit" = $2::text
  returning "events"."environment_id", "events"."key"
),
"erased_keys" as (
  delete from "event_keys" using "erased"
  where "event_keys"."environment_id" = "erased"."environment_id" and "event_keys"."key" = "erased"."key"
)
select count(*)::int as "rows" from "erased"
`;

// Why: a refused item is kept as text; the unit stands in it as JSON writes it, wherever in the item that is.
const ERASE_REJECTED = `
delete from "rejected_events" using "environments"
where "environments"."id" = "rejected_events"."environment_id"
  and "environments"."workspace_id" = $1::uuid
  and (position($2::text in "body") > 0 or position($3::text in "body") > 0)
`;

const ERASE_LINKS = `
delete from "identity_links" using "environments"
where "environments"."id" = "identity_links"."environment_id"
  and "environments"."workspace_id" = $1::uuid
  and ($2::text in ("unit", "person"))
`;

const LINKED_UNITS = `
select distinct "unit" from "identity_links"
join "environments" on "environments"."id" = "identity_links"."environment_id"
where "environments"."workspace_id" = $1::uuid
  and "person_hash" = hashtextextended($2::text, 0) and "person" = $2::text
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

export const eraseUnit: Removal<
  { readonly workspaceId: string; readonly unit: string },
  ErasedUnits,
  ErasedEvidence
> = {
  prepare: async (database, { workspaceId, unit }) => {
    const linked = await database.pool.query<{ unit: string }>(LINKED_UNITS, [workspaceId, unit]);
    const units = [unit, ...linked.rows.map((row) => row.unit)];
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
  const events = await pool.query<{ rows: number }>(ERASE_EVENTS, [workspaceId, unit]);
  const written = JSON.stringify(unit);
  // Sent as a number, which is a reason to be refused.
  const asNumber = /^-?\d+(\.\d+)?$/.test(unit) ? `"unit":${unit}` : written;
  const rejected = await pool.query(ERASE_REJECTED, [workspaceId, written, asNumber]);
  const links = await pool.query(ERASE_LINKS, [workspaceId, unit]);
  return {
    exposures: exposures.rowCount ?? 0,
    events: events.rows[0]?.rows ?? 0,
    rejected: rejected.rowCount ?? 0,
    links: links.rowCount ?? 0,
  };
}
