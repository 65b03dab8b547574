import type { IngestionContext } from './ingestion-context';
import { unitsIn } from './units-in';
import { UnreadableItem } from './unreadable-item';

export type RejectedKind = 'EXPOSURE' | 'EVENT' | 'IDENTITY';

/** An item that is not stored, and why. */
export interface RejectedItem {
  readonly code: string;
  readonly detail: string;
  /** The item as it came. */
  readonly item: unknown;
}

const MAX_BODY_CHARACTERS = 64 * 1024;

// Why: a bad item is kept where a person can see, mend and resend it; the answer alone is often read by nobody.
// Of an erased unit not even what is wrong is kept; asked here as well as before, since the erasure may have come in between.
// Units are given for each item as a JSON list: lists in a list would have to be of one length.
const WRITE_REJECTED = `
insert into "rejected_events" ("environment_id", "kind", "code", "detail", "body")
select $1::int, $2::"RejectedKind", "code", "detail", "body"
from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as "rows" ("code", "detail", "body", "units")
where not (
  exists (select from "erased_units")
  and exists (
    select from jsonb_array_elements_text("units"::jsonb) as "named" ("unit") where "is_erased"($1::int, "unit")
  )
)
`;

/** Keeps refused items as far as the environment has room for them. Returns how many found none. */
export async function writeRejected(
  { database, environmentId, store }: IngestionContext,
  kind: RejectedKind,
  rejected: readonly RejectedItem[],
): Promise<number> {
  if (rejected.length === 0) return 0;
  const bodies = rejected.map(({ item }) =>
    storable(item instanceof UnreadableItem ? item.text : JSON.stringify(item)),
  );
  const sizesBytes = bodies.map((body) => Buffer.byteLength(body));
  const room = await store.intake.rejectedQuota.take(environmentId, sizesBytes);
  if (room === 0) return rejected.length;
  const kept = rejected.slice(0, room);
  await database.writePool.query(WRITE_REJECTED, [
    environmentId,
    kind,
    kept.map(({ code }) => code),
    kept.map(({ detail }) => storable(detail)),
    bodies.slice(0, room),
    kept.map(({ item }) => JSON.stringify(unitsIn(item))),
  ]);
  return rejected.length - room;
}

/** Postgres stores no NUL. (JSON text has none, but a detail quotes what it is about.) */
function storable(text: string): string {
  return text.slice(0, MAX_BODY_CHARACTERS).replaceAll('\0', '');
}
