import type { Database } from '../database/client';

/**
 * A text that changes whenever `loadConfiguration` would load something else: the cheap question that is asked every few
 * seconds, because a NOTIFY can be lost with its connection. Keys are in it beside the versions, so that a revoked key
 * stops working also where whoever revoked it forgot to raise the version.
 *
 * Example: `{"1": 7, "2": 3} 4 2026-01-09 10:00:00.123+00`
 */
export async function configurationRevision(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{ revision: string }>(`
    select concat_ws(' ',
      (select jsonb_object_agg("id", "configuration_version") from "environments"),
      (select count(*) from "keys" where "revoked_at" is null),
      (select max(greatest("created_at", "revoked_at")) from "keys")
    ) as "revision"
  `);
  return rows[0]?.revision ?? '';
}
