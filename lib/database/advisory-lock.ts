import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Connection } from './connection';

/** A lock that somebody else held for too long. The message names who. */
export class LockTimeoutError extends Error {
  override readonly name = 'LockTimeoutError';
}

export interface AdvisoryLockOptions {
  /** What the lock is for, for the sentence of the error: "the migration". */
  readonly purpose: string;
  readonly timeoutMs: number;
  /** Receives a line every few seconds for as long as somebody else holds the lock. */
  readonly report?: (line: string) => void;
}

const POLL_MS = 100;
const REPORT_MS = 5_000;

const TRY = 'select pg_try_advisory_lock($1::bigint) as "isTaken"';
const takenSchema = z.tuple([z.object({ isTaken: z.boolean() })]);

/**
 * Who holds a session's lock of this key in this database. Postgres keeps the key in two halves.
 *
 *     pid  | name             | address  | since
 *     4711 | fairsplit set-up | 10.0.0.7 | 2026-11-29 10:00:00+00
 */
const HOLDERS = `
select
  activity.pid,
  coalesce(nullif(activity.application_name, ''), 'a program without a name') as "name",
  coalesce(host(activity.client_addr), 'this machine') as "address",
  to_char(activity.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "since"
from pg_locks as held
join pg_stat_activity as activity on activity.pid = held.pid
where held.locktype = 'advisory'
  and held.granted
  and held.database = (select oid from pg_database where datname = current_database())
  and held.objsubid = 1
  and ((held.classid::bigint << 32) | held.objid::bigint) = $1::bigint`;

const holdersSchema = z.array(
  z.object({ pid: z.int(), name: z.string(), address: z.string(), since: z.string() }),
);

/**
 * Takes a lock that belongs to the connection's session. It asks again and again instead of waiting inside Postgres, so that
 * it can give up and say who holds the lock. Throws {@link LockTimeoutError}.
 */
export async function takeAdvisoryLock(
  client: Connection,
  key: string,
  { purpose, timeoutMs, report }: AdvisoryLockOptions,
): Promise<void> {
  const startMs = Date.now();
  for (let reports = 1; ;) {
    const { rows } = await client.query<Record<string, unknown>>(TRY, [key]);
    if (takenSchema.parse(rows)[0].isTaken) return;
    const waitedMs = Date.now() - startMs;
    if (waitedMs >= timeoutMs) throw new LockTimeoutError(await tooLong(client, key, purpose, timeoutMs));
    if (waitedMs >= reports * REPORT_MS) {
      report?.(`Waiting for the lock of ${purpose}, held by ${await holdersOf(client, key)}.`);
      reports = Math.floor(waitedMs / REPORT_MS) + 1;
    }
    await sleep(POLL_MS);
  }
}

async function tooLong(client: Connection, key: string, purpose: string, timeoutMs: number): Promise<string> {
  return (
    `The lock of ${purpose} was not free within ${Math.round(timeoutMs / 1000)} s. It is held by ${await holdersOf(client, key)}. ` +
    'Wait until that process has finished. If it hangs, end it, or its session: select pg_terminate_backend(<process>).'
  );
}

async function holdersOf(client: Connection, key: string): Promise<string> {
  const { rows } = await client.query<Record<string, unknown>>(HOLDERS, [key]);
  const holders = holdersSchema
    .parse(rows)
    .map(
      ({ pid, name, address, since }) =>
        `process ${pid} of Postgres (${name}, from ${address}, since ${since})`,
    );
  return holders.length === 0 ? 'somebody who has just let go of it' : holders.join(' and ');
}
