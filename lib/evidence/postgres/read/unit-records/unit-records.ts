import type { ReadingDatabase } from '../../../../database/reader';
import type { UnitOfWorkspace, UnitRecord } from '../../../unit-record';
import { eventNames, type EventName } from './event-names';
import { unitsOf, writtenForms } from './units-of';

/** Events that are read at once: a unit may have any number. */
const EVENTS_AT_ONCE = 1000;

const EXPOSURES = `
select 'exposure' as "kind", "environments"."key" as "environment", "exposures"."unit",
  "experiments"."key" as "experiment", "runs"."number" as "run",
  "runs"."configuration" #>> array['variants', "exposures"."variant"::text, 'key'] as "variant",
  "exposures"."other_variant" is not null as "isLeftOut",
  "first_seen_at" as "firstSeenAt", "received_at" as "receivedAt", "attributes"
from "runs"
join "environments" on "environments"."id" = "runs"."environment_id"
join "experiments" on "experiments"."id" = "runs"."experiment_id"
cross join unnest($2::text[]) as "asked" ("unit")
join "exposures" on "exposures"."run_id" = "runs"."id"
  and "exposures"."unit_hash" = hashtextextended("asked"."unit", 0) and "exposures"."unit" = "asked"."unit"
where "environments"."workspace_id" = $1::uuid
order by "firstSeenAt", "environment", "experiment", "run", "unit"
`;

const LINKS = `
select 'link' as "kind", "environments"."key" as "environment", "unit", "person",
  coalesce("named", "person") as "named", "linked_at" as "linkedAt"
from "identity_links"
join "environments" on "environments"."id" = "identity_links"."environment_id"
where "environments"."workspace_id" = $1::uuid and ("unit" = any($2::text[]) or "person" = any($2::text[]))
order by "linkedAt", "environment", "unit"
`;

// $2: the forms in which the units stand in the text of an item.
const REJECTED = `
select 'rejected' as "kind", "environments"."key" as "environment", lower("rejected_events"."kind"::text) as "item", "code", "detail", "body",
  "received_at" as "receivedAt"
from "rejected_events"
join "environments" on "environments"."id" = "rejected_events"."environment_id"
where "environments"."workspace_id" = $1::uuid
  and exists (select from unnest($2::text[]) as "written" ("form") where position("form" in "body") > 0)
order by "rejected_events"."id"
`;

// Read on from the last one by time and key, along the index of name, unit and time.
const EVENTS = `
select "key", 'event' as "kind", $1::text as "environment", "unit", "name", "value", "occurred_at" as "occurredAt",
  "received_at" as "receivedAt", "properties"
from "events"
where "environment_id" = $2::int and "name" = $3::text
  and "unit_hash" = hashtextextended($4::text, 0) and "unit" = $4::text
  and ("occurred_at", "key") > ($5::timestamptz, $6::uuid)
order by "occurred_at", "key"
limit $7::int
`;

interface StoredEvent {
  readonly key: string;
  readonly occurredAt: Date;
}

/**
 * What is stored of a unit, and of those that were linked to it, in every environment of the workspace: exposures, events by environment and name,
 * links, refused items; some hundreds at a time, in no transaction, so that whoever takes them slowly holds up nothing.
 */
export async function* unitRecords(
  database: ReadingDatabase,
  asked: UnitOfWorkspace,
): AsyncGenerator<readonly UnitRecord[], void, void> {
  const { workspaceId } = asked;
  const units = await unitsOf(database, asked);
  const read = async (statement: string, values: readonly unknown[]): Promise<readonly UnitRecord[]> =>
    (await database.pool.query<UnitRecord>(statement, [workspaceId, ...values])).rows;
  yield await read(EXPOSURES, [units]);
  for (const name of await eventNames(database, workspaceId)) {
    for (const unit of units) yield* eventsOf(database, name, unit);
  }
  yield await read(LINKS, [units]);
  yield await read(REJECTED, [units.flatMap(writtenForms)]);
}

async function* eventsOf(
  { pool }: ReadingDatabase,
  { environment, environmentId, name }: EventName,
  unit: string,
): AsyncGenerator<readonly UnitRecord[], void, void> {
  let after: StoredEvent | null = null;
  do {
    const from: readonly unknown[] = after === null ? ['-infinity', NO_KEY] : [after.occurredAt, after.key];
    const values = [environment, environmentId, name, unit, ...from, EVENTS_AT_ONCE];
    const { rows }: { readonly rows: readonly (UnitRecord & StoredEvent)[] } = await pool.query<
      UnitRecord & StoredEvent
    >(EVENTS, values);
    // The key is a hash of the caller's own id for the event, and says nothing to anybody.
    yield rows.map(({ key: _key, ...event }) => event);
    after = rows.length < EVENTS_AT_ONCE ? null : (rows.at(-1) ?? null);
  } while (after !== null);
}

const NO_KEY = '00000000-0000-0000-0000-000000000000';
