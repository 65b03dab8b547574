import type { Database } from '../../../database/client';
import { REJECTED_QUOTA } from '../../write';

export interface RejectedQuota {
  /** How many of the items, from the first, still find room; they count as kept from then on. */
  readonly take: (environmentId: number, sizesBytes: readonly number[]) => Promise<number>;
}

const MAX_AGE_MS = 30_000;

// Why: the size as it is stored is read without unpacking what is kept apart.
// Example: environment 3
//   items | bytes
//   50000 | 13107200
const READ_KEPT = `
select count(*)::int as "items", coalesce(sum(pg_column_size("body")), 0)::float8 as "bytes"
from "rejected_events" where "environment_id" = $1::int
`;

/** How much is kept, or may be. */
export interface Kept {
  items: number;
  bytes: number;
}

/**
 * Room for refused items: what is kept is read at most twice a minute, and this process's own are counted on top, so that several
 * processes together may keep a little more. What came first stays: a sender of nothing but refused items stops writing.
 */
export function createRejectedQuota(
  database: Database,
  { items, bytes }: Readonly<Kept> = REJECTED_QUOTA,
): RejectedQuota {
  const known = new Map<number, { readonly readAt: number; readonly kept: Promise<Kept> }>();
  const read = async (environmentId: number): Promise<Kept> => {
    const { rows } = await database.writePool.query<Kept>(READ_KEPT, [environmentId]);
    return rows[0] ?? { items: 0, bytes: 0 };
  };
  const keptOf = (environmentId: number): Promise<Kept> => {
    const before = known.get(environmentId);
    if (before !== undefined && performance.now() - before.readAt < MAX_AGE_MS) return before.kept;
    const kept = read(environmentId);
    known.set(environmentId, { readAt: performance.now(), kept });
    // A failed answer is nobody's; the next request asks again.
    kept.catch(() => known.delete(environmentId));
    return kept;
  };
  return {
    take: async (environmentId, sizesBytes) => {
      const kept = await keptOf(environmentId);
      let taken = 0;
      for (const size of sizesBytes) {
        if (kept.items >= items || kept.bytes + size > bytes) break;
        kept.items += 1;
        kept.bytes += size;
        taken += 1;
      }
      return taken;
    },
  };
}
