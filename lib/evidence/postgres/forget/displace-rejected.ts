import type { ItemKindName } from '../../../model/item-members';
import { noRuns, type Removal } from './removal';

// Why: what was sent again already goes first, then what is oldest, until so much of the room is free.
// Example:
//   share
//   0.00002
const MAKE_ROOM = `
with "sized" as (
  select
    "id",
    ("replayed_at" is null, "id") as "rank",
    greatest($6::float8, pg_column_size("body") / $7::float8) as "share"
  from "rejected_events"
  where "environment_id" = $1::int and coalesce("sender", '') = $2::text and "kind" = $3::"RejectedKind" and "code" = $4::text
),
"ranked" as (
  select "id", "share", sum("share") over (order by "rank") - "share" as "before" from "sized"
)
delete from "rejected_events"
using "ranked"
where "rejected_events"."id" = "ranked"."id" and "ranked"."before" + 1e-9 < $5::float8
returning "ranked"."share"
`;

/** So much of an environment's room for refused items has to be free of those of one sender and reason. */
export interface Displacement {
  readonly environmentId: number;
  readonly sender: string;
  readonly kind: ItemKindName;
  readonly code: string;
  /** Of the whole room. */
  readonly share: number;
  /** What a row takes of the room at the least, and how many bytes are all of it. */
  readonly perItem: number;
  readonly bytes: number;
}

interface Displaced {
  readonly items: number;
  readonly share: number;
}

export const displaceRejected: Removal<Displacement, Displacement, Displaced> = {
  prepare: (_, displacement) => Promise.resolve(displacement),
  // No figure is read from refused items.
  runsOf: noRuns,
  remove: async ({ writePool }, { environmentId, sender, kind, code, share, perItem, bytes }) => {
    const parameters = [environmentId, sender, kind, code, share, perItem, bytes];
    const { rows } = await writePool.query<{ readonly share: number }>(MAKE_ROOM, parameters);
    return { items: rows.length, share: rows.reduce((sum, row) => sum + row.share, 0) };
  },
};
