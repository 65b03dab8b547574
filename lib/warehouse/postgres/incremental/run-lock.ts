import type { Connection } from '../../../database/connection';

// One at a time may bring a run's unit values up to date, or remove them. The lock belongs to the connection and not to a
// transaction, because the snapshot has to be taken after it.
const LOCK = `select pg_advisory_lock(hashtextextended('fairsplit:unit-values:' || $1::int::text, 0))`;
const UNLOCK = `select pg_advisory_unlock(hashtextextended('fairsplit:unit-values:' || $1::int::text, 0))`;

/** Waits for whoever works on the run's unit values. A connection that closes lets go of it. */
export async function lockRun(client: Connection, runId: number): Promise<void> {
  await client.query(LOCK, [runId]);
}

export async function unlockRun(client: Connection, runId: number): Promise<void> {
  await client.query(UNLOCK, [runId]);
}
