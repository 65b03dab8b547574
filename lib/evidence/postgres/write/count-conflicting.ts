import type { Database } from '../../../database/client';
import type { EventRow } from '../../write';

// Why: an id that is sent again with another content is no resend: somebody's ids are not unique, and events are lost. Asked only
// of what was stored before. Another time alone is none: a resend may have taken its own. A property
// that is null says the same as one that is left out, and none the same as no properties. Asked row by row (lateral, with a limit), so that
// each is found by the index, whatever the planner knows of new partitions.
//
// Example: key a1 is stored as an order of 5; copies of 5 and of 7 in environment 3 return
//   environmentId | items
//   3             | 1
const COUNT_CONFLICTING = `
select "event_keys"."environment_id" as "environmentId", count(*)::int as "items"
from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::text[])
  as "given" ("environment_id", "key", "name", "unit", "value", "properties")
join "event_keys" using ("environment_id", "key")
left join lateral (
  select true as "isSame" from "events"
  where "events"."environment_id" = "given"."environment_id"
    and "events"."name" = "given"."name"
    and "events"."unit_hash" = hashtextextended("given"."unit", 0)
    and "events"."unit" = "given"."unit"
    and "events"."occurred_at" = "event_keys"."occurred_at"
    and "events"."key" = "given"."key"
    and "events"."value" = "given"."value"
    and coalesce(jsonb_strip_nulls("events"."properties"), '{}')
      = coalesce(jsonb_strip_nulls("given"."properties"::jsonb), '{}')
  limit 1
) as "stored" on true
where "isSame" is null
group by "event_keys"."environment_id"
`;

/** How many events of each environment came under an id that stands for something else. */
export async function countConflicting(
  database: Database,
  rows: readonly EventRow[],
): Promise<readonly { readonly environmentId: number; readonly items: number }[]> {
  if (rows.length === 0) return [];
  const found = await database.writePool.query<{ readonly environmentId: number; readonly items: number }>({
    name: 'count-conflicting',
    text: COUNT_CONFLICTING,
    values: [
      rows.map((row) => row.environmentId),
      rows.map((row) => row.key),
      rows.map((row) => row.name),
      rows.map((row) => row.unit),
      rows.map((row) => row.value),
      rows.map((row) => row.properties),
    ],
  });
  return found.rows;
}
