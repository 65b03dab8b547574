import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ConnectionPool } from '../lib/database/connection';

export interface EvidenceSize {
  /** For the figures' names. */
  readonly name: string;
  readonly units: number;
  readonly events: number;
}

const chunk = 500_000;

/**
 * One run's exposures and events, made inside Postgres from a fixed seed: first exposures over two weeks, events from four
 * weeks before to two weeks after; of five events three are views, one a purchase with a category, one a sign-up. Ends
 * with a vacuum, as autovacuum leaves tables that have been there for a while.
 */
export async function makeEvidence(pool: ConnectionPool, { units, events }: EvidenceSize): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set synchronous_commit = off');
    await client.query('set max_parallel_workers_per_gather = 0');
    await client.query('select setseed(0.42)');
    for (const month of ['2026-02-15', '2026-03-15']) {
      await client.query('select ensure_event_partition($1::timestamptz)', [month]);
    }
    for (let from = 0; from < units; from += chunk) {
      await client.query(exposuresSql, [from, Math.min(from + chunk, units) - 1]);
    }
    for (let from = 0; from < events; from += chunk) {
      await client.query(eventsSql, [from, Math.min(from + chunk, events) - 1, units]);
    }
    await vacuum(client);
  } finally {
    client.release();
  }
}

/** How often a vacuum is tried: an autovacuum that is under way keeps it from calling the pages visible to everybody. */
const vacuumTries = 20;

async function vacuum(client: Connection): Promise<void> {
  for (let tries = 0; tries < vacuumTries; tries += 1) {
    await client.query('vacuum analyze exposures');
    await client.query('vacuum analyze events');
    const { rows } = await client.query<{ isDone: boolean }>(visibleSql);
    if (rows[0]?.isDone === true) return;
    await sleep(1_000);
  }
}

const visibleSql = `
select bool_and(relallvisible > relpages / 2) as "isDone"
from pg_class
where relkind = 'r' and reltuples > 0 and (relname = 'exposures' or relname like 'events\\_20%')`;

/** Adds events of the same kind, which arrive now, without a vacuum: as between two analyses. */
export async function addEvents(
  pool: ConnectionPool,
  { units }: EvidenceSize,
  events: number,
): Promise<void> {
  await pool.query(eventsSql, [0, events - 1, units]);
}

const exposuresSql = `
insert into exposures (run_id, unit, variant, first_seen_at, attributes)
select
  1,
  'user-' || id,
  id % 2,
  timestamptz '2026-03-01T00:00:00Z' + random() * interval '14 days',
  jsonb_build_object('country', (array['de', 'at', 'ch', 'fr'])[1 + id % 4])
from generate_series($1::int, $2::int) as id`;

const eventsSql = `
insert into events (environment_id, key, name, unit, value, occurred_at, properties)
select
  1,
  gen_random_uuid(),
  (array['view', 'view', 'view', 'purchase', 'signup'])[1 + id % 5],
  'user-' || floor(random() * $3::int)::int,
  case when id % 5 = 3 then exp(1 + random() * 4) else 1 end,
  timestamptz '2026-02-01T00:00:00Z' + random() * interval '56 days',
  case when id % 5 = 3 then jsonb_build_object('category', 'c' || id % 13) end
from generate_series($1::int, $2::int) as id`;
