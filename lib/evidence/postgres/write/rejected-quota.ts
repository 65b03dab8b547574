import type { Database } from '../../../database/client';
import { displaceRejected } from '../forget/displace-rejected';
import { removing } from '../forget/removal';
import { REJECTED_QUOTA, type RejectedOrigin } from '../../write';
import type { ItemKindName } from '../../../model/item-members';
import { createSharedRoom, type HeldShare, type SharedRoom } from './shared-room';

/** What is to be kept: why it was refused, and how large it is. */
export interface SizedItem {
  readonly code: string;
  readonly bytes: number;
}

export interface RejectedQuota {
  /** Which of the items find room; they count as kept from then on, and what has to make room for them is deleted. */
  readonly take: (origin: RejectedOrigin, kind: ItemKindName, items: readonly SizedItem[]) => Promise<Taken>;
}

export interface Taken {
  readonly isKept: readonly boolean[];
  /** How many items that were kept before had to go. */
  readonly displaced: number;
}

/** How much an environment keeps. */
export interface RoomSize {
  readonly items: number;
  readonly bytes: number;
}

const MAX_AGE_MS = 30_000;

// Why: the size as it is stored is read without unpacking what is kept apart. A row's share is its part of the room: of the
// number of items or of the bytes, whichever it takes more of. Rows from before senders were noted are those of one sender.
// Example: environment 3
//   sender | kind  | code         | share
//   k1     | EVENT | INVALID_UNIT |  0.02
const READ_KEPT = `
select
  coalesce("sender", '') as "sender",
  "kind"::text as "kind",
  "code",
  sum(greatest($2::float8, pg_column_size("body") / $3::float8)) as "share"
from "rejected_events"
where "environment_id" = $1::int
group by 1, 2, 3
`;

/**
 * Room for refused items. What is kept is read at most twice a minute, and this process's own are counted on top, so that several
 * processes together may keep a little more. While there is room, everybody's are kept. After that whoever has most makes room for
 * whoever has less: senders share it equally and, of one sender, the reasons do. So neither a key that anybody can read in a page nor one
 * mistake of one program hides what others send; and who has most already stops writing: of that, what came first stays.
 */
export function createRejectedQuota(
  database: Database,
  { items, bytes }: RoomSize = REJECTED_QUOTA,
): RejectedQuota {
  const known = new Map<number, { readonly readAt: number; readonly room: Promise<SharedRoom> }>();
  const read = async (environmentId: number): Promise<SharedRoom> => {
    const parameters = [environmentId, 1 / items, bytes];
    const { rows } = await database.writePool.query<HeldShare>(READ_KEPT, parameters);
    return createSharedRoom(rows);
  };
  const roomOf = (environmentId: number): Promise<SharedRoom> => {
    const before = known.get(environmentId);
    if (before !== undefined && performance.now() - before.readAt < MAX_AGE_MS) return before.room;
    const room = read(environmentId);
    known.set(environmentId, { readAt: performance.now(), room });
    // A failed answer is nobody's; the next request asks again.
    room.catch(() => known.delete(environmentId));
    return room;
  };
  const displace = removing(database, displaceRejected);
  const makeRoom = async (environmentId: number, freed: HeldShare, room: SharedRoom): Promise<number> => {
    const { items: gone, share } = await displace({ environmentId, ...freed, perItem: 1 / items, bytes });
    // Rows go whole, and what was counted may be gone already.
    room.add(freed, freed.share - share);
    return gone;
  };
  return {
    take: async ({ environmentId, sender }, kind, given) => {
      const room = await roomOf(environmentId);
      const isKept = given.map(({ code, bytes: size }) =>
        room.take({ sender, kind, code }, Math.max(1 / items, size / bytes)),
      );
      let displaced = 0;
      for (const freed of room.takeFreed()) displaced += await makeRoom(environmentId, freed, room);
      return { isKept, displaced };
    },
  };
}
