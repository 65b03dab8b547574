import type { Database } from '../database/client';

/** When each token was last used, in epoch milliseconds, by its SHA-256 in hexadecimal. */
export type KeyUses = ReadonlyMap<string, number>;

/** What is stored of a token's last use is older than that before it is written again. */
export const KEY_USE_INTERVAL_MS = 60_000;

/**
 * Writes when tokens were last used, where what is stored is a minute older. A key that is being changed is passed over: it will be used
 * again, and nobody waits for it here.
 */
export async function storeKeyUses({ pool }: Pick<Database, 'pool'>, uses: KeyUses): Promise<void> {
  if (uses.size === 0) return;
  const values = [
    [...uses.keys()].map((hash) => Buffer.from(hash, 'hex')),
    Array.from(uses.values(), (atMs) => new Date(atMs)),
    KEY_USE_INTERVAL_MS,
  ];
  await pool.query(
    `update "keys" set "last_used_at" = "due"."at" from (
       select "keys"."id", "used"."at" from "keys"
       join unnest($1::bytea[], $2::timestamptz[]) as "used" ("hash", "at") on "used"."hash" = "keys"."hash"
       where "keys"."last_used_at" is null
         or "keys"."last_used_at" <= "used"."at" - $3::int * interval '1 millisecond'
       for no key update of "keys" skip locked
     ) as "due" where "keys"."id" = "due"."id"`,
    values,
  );
  await pool.query(
    `update "keys" set "previous_last_used_at" = "due"."at" from (
       select "keys"."id", "used"."at" from "keys"
       join unnest($1::bytea[], $2::timestamptz[]) as "used" ("hash", "at") on "used"."hash" = "keys"."previous_hash"
       where "keys"."previous_last_used_at" is null
         or "keys"."previous_last_used_at" <= "used"."at" - $3::int * interval '1 millisecond'
       for no key update of "keys" skip locked
     ) as "due" where "keys"."id" = "due"."id"`,
    values,
  );
}
