import { z } from 'zod';
import { takeAdvisoryLock } from '../../../../database/advisory-lock';
import type { Connection } from '../../../../database/connection';

// One at a time may bring a run's unit values up to date, or remove them. The lock belongs to the connection and not to a
// transaction, because the snapshot has to be taken after it.
const KEY = `select hashtextextended('fairsplit:unit-values:' || $1::int::text, 0)::text as "key"`;
const UNLOCK = `select pg_advisory_unlock(hashtextextended('fairsplit:unit-values:' || $1::int::text, 0))`;

/** Longer than one analysis of a big run takes. */
const TIMEOUT_MS = 10 * 60_000;

const keySchema = z.tuple([z.object({ key: z.string() })]);

/**
 * Waits for whoever works on the run's unit values. A connection that closes lets go of it. Throws LockTimeoutError after ten
 * minutes, which names who holds it.
 */
export async function lockRun(client: Connection, runId: number): Promise<void> {
  const { rows } = await client.query<Record<string, unknown>>(KEY, [runId]);
  const [{ key }] = keySchema.parse(rows);
  await takeAdvisoryLock(client, key, {
    purpose: `the unit values of run ${String(runId)}`,
    timeoutMs: TIMEOUT_MS,
  });
}

export async function unlockRun(client: Connection, runId: number): Promise<void> {
  await client.query(UNLOCK, [runId]);
}
