import path from 'node:path';
import { createDatabase, dropDatabase } from '../lib/database/administration';
import { openDatabase, type Database } from '../lib/database/client';
import { withDatabaseName } from '../lib/database/connection-url';
import { migrate } from '../lib/database/migrate';
import { provideServer } from '../lib/database/provide';
import { makeKey, makeWorkspace } from '../tests/support/factories';
import { startServerProcess } from '../tests/support/server-process';
import type { CeilingOrder, CeilingResult } from './ingestion/ceiling';
import type { LoadOrder, LoadResult } from './ingestion/load-generator';
import { startWorker } from './ingestion/worker';
import type { BenchFigure } from './figure';

const ROUNDS = 5;
const EVENTS_PER_ROUND = 150_000;
const EVENTS_PER_TRIAL = 60_000;
const CLIENTS = 32;
/** Requests of each size are so many that the smallest takes some seconds. */
const EVENTS_BY_BATCH: Readonly<Record<number, number>> = {
  1: 10_000,
  10: 50_000,
  100: 100_000,
  1000: 150_000,
};

/** What the sides of the comparison need. */
interface Place {
  readonly database: Database;
  readonly environmentId: number;
  readonly key: string;
}

/**
 * Durable events a second over HTTP, against what bare inserts reach in the same run: three processes (server, sender,
 * ceiling) and Postgres, each side measured in turn on emptied tables.
 */
export async function ingestionBench(): Promise<readonly BenchFigure[]> {
  const postgres = await provideServer();
  const databaseUrl = withDatabaseName(postgres.url, `fairsplit_bench_ingestion_${process.pid}`);
  try {
    await createDatabase(databaseUrl);
    await migrate({ url: databaseUrl });
    const database = openDatabase({
      url: databaseUrl,
      maxConnections: 2,
      applicationName: 'fairsplit bench',
    });
    try {
      const { environmentId } = await makeWorkspace(database);
      const key = await makeKey(database, environmentId);
      return await measure({ database, environmentId, key });
    } finally {
      await database.close();
    }
  } finally {
    await dropDatabase(databaseUrl);
    await postgres.stop();
  }
}

async function measure(place: Place): Promise<readonly BenchFigure[]> {
  const server = await startServerProcess({ databaseUrl: place.database.url });
  const ceiling = startWorker<CeilingOrder, CeilingResult>(programOf('ceiling'));
  const sender = startWorker<LoadOrder, LoadResult>(programOf('load-generator'));
  let series = 0;
  const store = async (order: Pick<CeilingOrder, 'events' | 'batch' | 'connections'>): Promise<number> => {
    await empty(place.database);
    const { environmentId, database } = place;
    const { seconds } = await ceiling.run({
      ...order,
      databaseUrl: database.url,
      environmentId,
      series: `ceiling-${(series += 1)}`,
    });
    await expectStored(database, order.events);
    return order.events / seconds;
  };
  const send = async (
    events: number,
    batch: number,
  ): Promise<LoadResult & { readonly perSecond: number }> => {
    await empty(place.database);
    const { url } = server;
    const order = { url, key: place.key, series: `sent-${(series += 1)}`, events, batch, clients: CLIENTS };
    const result = await sender.run(order);
    if (result.accepted !== events) throw new Error(`${result.accepted} of ${events} were accepted`);
    await expectStored(place.database, events);
    return { ...result, perSecond: events / result.seconds };
  };
  try {
    // The compilers warm up before anything counts.
    await send(EVENTS_PER_TRIAL, 100);
    const best = await bestCeiling(store);
    const rounds: { readonly ceiling: number; readonly http: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const ceilingPerSecond = await store({ ...best, events: EVENTS_PER_ROUND });
      const { perSecond } = await send(EVENTS_PER_ROUND, 1000);
      rounds.push({ ceiling: ceilingPerSecond, http: perSecond });
    }
    return [
      figure('ceilingPerSecond', median(rounds.map((round) => round.ceiling)), 'events/s, bare inserts'),
      figure('ceilingBatch', best.batch, 'rows a statement, the best of those tried'),
      figure('ceilingConnections', best.connections, 'connections, the same'),
      figure('httpPerSecond', median(rounds.map((round) => round.http)), 'events/s over HTTP, durable'),
      figure('ratioToCeiling', median(rounds.map((round) => round.http / round.ceiling)), 'at least 0.6'),
      ...(await sizes(send)),
    ];
  } finally {
    await Promise.all([server.end(), ceiling.end(), sender.end()]);
  }
}

async function bestCeiling(
  store: (order: Pick<CeilingOrder, 'events' | 'batch' | 'connections'>) => Promise<number>,
): Promise<{ readonly batch: number; readonly connections: number }> {
  const tried = [1_000, 5_000].flatMap((batch) =>
    [1, 2, 4, 8].map((connections) => ({ batch, connections, seconds: 0 })),
  );
  // Twice each and in turn: on a busy machine a single trial says more of its neighbours than of itself.
  for (let trial = 0; trial < 2; trial += 1) {
    for (const one of tried) {
      one.seconds += EVENTS_PER_TRIAL / (await store({ ...one, events: EVENTS_PER_TRIAL }));
    }
  }
  return tried.reduce((best, one) => (one.seconds < best.seconds ? one : best));
}

async function sizes(
  send: (events: number, batch: number) => Promise<LoadResult & { readonly perSecond: number }>,
): Promise<readonly BenchFigure[]> {
  const figures: BenchFigure[] = [];
  for (const [batch, events] of Object.entries(EVENTS_BY_BATCH)) {
    const { perSecond, p50Ms, p99Ms } = await send(events, Number(batch));
    figures.push(
      figure(`batch${batch}PerSecond`, perSecond, `events/s, ${CLIENTS} clients`),
      figure(`batch${batch}P50Ms`, p50Ms, 'ms a request'),
      figure(`batch${batch}P99Ms`, p99Ms, 'ms a request'),
    );
  }
  return figures;
}

/** Each measurement begins with the same tables. */
async function empty(database: Database): Promise<void> {
  await database.pool.query('truncate "events", "event_keys"');
  await database.pool.query(`select "ensure_event_partition"('2026-01-05T00:00:00Z'::timestamptz)`);
}

async function expectStored(database: Database, events: number): Promise<void> {
  const { rows } = await database.pool.query<{ events: number; keys: number }>(
    `select (select count(*)::int from "events") as "events", (select count(*)::int from "event_keys") as "keys"`,
  );
  const [found] = rows;
  if (found?.events !== events || found.keys !== events) {
    throw new Error(`${events} events should be stored, ${found?.events ?? 0} are`);
  }
}

function programOf(name: string): string {
  return path.join(import.meta.dirname, 'ingestion', `${name}.ts`);
}

function figure(name: string, value: number, unit: string): BenchFigure {
  return { name, value, unit };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle) - 1] ?? NaN)) / 2;
}
