import type { Database } from '../../../database/client';
import type { VerdictCounter } from '../../write';
import type { ItemKindName } from '../../../model/item-members';

interface CountedItems {
  readonly environmentId: number;
  /** ISO 8601, at the minute's beginning. */
  readonly minute: string;
  readonly kind: ItemKindName;
  readonly code: string;
  items: number;
}

const FLUSH_AFTER_MS = 1_000;
/** Minutes times codes that may wait for a database that is away; more are forgotten. */
const MAX_WAITING = 10_000;

// Why: verdicts of all instances add up here, for the page on data health. In key order, so that instances that flush at
// once wait for each other and never deadlock. An environment that was deleted meanwhile takes no counts.
const ADD_COUNTS = `
insert into "ingestion_counts" as "stored" ("environment_id", "minute", "kind", "code", "items")
select "given"."environment_id", "minute", "kind", "code", "items"
from unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::bigint[])
  as "given" ("environment_id", "minute", "kind", "code", "items")
join "environments" on "environments"."id" = "given"."environment_id"
order by 1, 2, 3, 4
on conflict ("environment_id", "minute", "kind", "code")
do update set "items" = "stored"."items" + excluded."items"
`;

/** Adds up verdicts and writes them a moment later, so that counting costs a request nothing. */
export function createVerdictCounter(database: Database): VerdictCounter {
  let waiting = new Map<string, CountedItems>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();

  const addCounted = (counted: CountedItems): void => {
    const name = `${counted.environmentId} ${counted.minute} ${counted.kind} ${counted.code}`;
    const known = waiting.get(name);
    if (known !== undefined) known.items += counted.items;
    else if (waiting.size < MAX_WAITING) waiting.set(name, counted);
  };

  const write = async (): Promise<void> => {
    const batch = [...waiting.values()];
    if (batch.length === 0) return;
    waiting = new Map();
    try {
      await database.pool.query(ADD_COUNTS, [
        batch.map(({ environmentId }) => environmentId),
        batch.map(({ minute }) => minute),
        batch.map(({ kind }) => kind),
        batch.map(({ code }) => code),
        batch.map(({ items }) => items),
      ]);
    } catch {
      batch.forEach(addCounted);
    }
  };

  const flush = (): Promise<void> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    return (writing = writing.then(write));
  };

  return {
    add: (environmentId, at, kind, code, items) => {
      if (items === 0) return;
      const minute = `${at.toISOString().slice(0, 16)}:00Z`;
      addCounted({ environmentId, minute, kind, code, items });
      timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref();
    },
    flush,
  };
}
