import type { Database } from '../../../database/client';
import type { RejectedOrigin, RejectedRow } from '../../write';
import type { ItemKindName } from '../../../model/item-members';
import type { RejectedQuota } from './rejected-quota';

const MAX_BODY_CHARACTERS = 64 * 1024;

// Why: a bad item is kept where a person can see, mend and resend it; the answer alone is often read by nobody.
// Of an erased unit not even what is wrong is kept; asked here as well as before, since the erasure may have come in between.
// Units are given for each item as a JSON list: lists in a list would have to be of one length.
const WRITE_REJECTED = `
insert into "rejected_events" ("environment_id", "sender", "kind", "code", "detail", "body")
select $1::int, $7::text, $2::"RejectedKind", "code", "detail", "body"
from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as "rows" ("code", "detail", "body", "units")
where not (
  exists (select from "erased_units")
  and exists (
    select from jsonb_array_elements_text("units"::jsonb) as "named" ("unit") where "is_erased"($1::int, "unit")
  )
)
`;

/** Keeps refused items as far as there is room for them. Returns how many found none, those that had to make room included. */
export async function writeRejected(
  { writePool }: Database,
  quota: RejectedQuota,
  origin: RejectedOrigin,
  kind: ItemKindName,
  rejected: readonly RejectedRow[],
): Promise<number> {
  if (rejected.length === 0) return 0;
  const items = rejected.map((row) => ({ ...row, body: storable(row.body) }));
  const { isKept, displaced } = await quota.take(
    origin,
    kind,
    items.map(({ code, body }) => ({ code, bytes: Buffer.byteLength(body) })),
  );
  const kept = items.filter((_, index) => isKept[index]);
  const notKept = items.length - kept.length + displaced;
  if (kept.length === 0) return notKept;
  await writePool.query(WRITE_REJECTED, [
    origin.environmentId,
    kind,
    kept.map(({ code }) => code),
    kept.map(({ detail }) => storable(detail)),
    kept.map(({ body }) => body),
    kept.map(({ units }) => JSON.stringify(units)),
    origin.sender,
  ]);
  return notKept;
}

/** Postgres stores no NUL. (JSON text has none, but a detail quotes what it is about.) */
function storable(text: string): string {
  return text.slice(0, MAX_BODY_CHARACTERS).replaceAll('\0', '');
}
