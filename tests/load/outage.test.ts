import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { startEmbeddedPostgres } from '../../lib/database/embedded/start';
import { migrate } from '../../lib/database/migrate';
import { portToListenOn } from '../../scripts/port';
import { send } from '../support/data-plane';
import { doorTo } from '../support/database-door';
import { startEdge } from '../support/edge-process';
import { evaluateUnderLoad } from '../support/evaluation-load';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';

declare module 'vitest' {
  interface ProvidedContext {
    readonly form: 'short' | 'full';
  }
}

// A Postgres of the test's own, which it may stop, and two data planes over it, each a process.

const AWAY_MS = inject('form') === 'short' ? 8_000 : 60_000;

const parent = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-outage-'));
// mkdtemp makes it private; the account that runs Postgres for root must get in.
chmodSync(parent, 0o755);
afterAll(() => rmSync(parent, { recursive: true, force: true }));
let postgres = await startEmbeddedPostgres({ dataDirectory: parent });
afterAll(() => postgres.stop());
await migrate({ url: postgres.url });
const database = openDatabase({ url: postgres.url, maxConnections: 2 });
afterAll(() => database.close());
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout' });

const door = await doorTo(postgres.url);
afterAll(() => door.shut());
const options = await Promise.all(
  ['a', 'b'].map(async (name) => ({
    databaseUrl: door.url,
    port: await portToListenOn({ wanted: 0, host: '127.0.0.1', report: () => undefined }),
    snapshotDirectory: path.join(parent, `edge-${name}`),
  })),
);
const edges = await Promise.all(options.map(startEdge));
afterAll(() => Promise.all(edges.map((edge) => edge.stop())));
const urls = edges.map((edge) => edge.url);

/** Milliseconds until every process serves the experiment. */
async function arrivalMs(name: string, limitMs: number): Promise<number> {
  const start = performance.now();
  const context = { targetingKey: 'u', 'fairsplit.expose': false };
  for (const url of urls) {
    while ((await send(`${url}/ofrep/v1/evaluate/flags/${name}`, key, { context })).status !== 200) {
      if (performance.now() - start > limitMs) return Infinity;
      await sleep(20);
    }
  }
  return performance.now() - start;
}

describe('a changed configuration reaches two processes', () => {
  test('within 2 s', async () => {
    await makeRunningExperiment(database, place, { key: 'announced' });
    expect(await arrivalMs('announced', 5_000)).toBeLessThan(2_000);
  });

  test('within 10 s when nothing is announced', async () => {
    await database.pool.query('alter table "environments" disable trigger user');
    await makeRunningExperiment(database, place, { key: 'unannounced' });
    await database.pool.query('alter table "environments" enable trigger user');
    expect(await arrivalMs('unannounced', 15_000)).toBeLessThan(10_000);
  });

  test('within 10 s when every connection they have stays open and carries nothing', async () => {
    door.stall();
    await makeRunningExperiment(database, place, { key: 'stalled' });
    expect(await arrivalMs('stalled', 15_000)).toBeLessThan(10_000);
  });
});

test(`Postgres is away for ${AWAY_MS / 1000} s under load: no evaluation fails, also across a restart from a snapshot`, async () => {
  const end = evaluateUnderLoad(urls, 'checkout', key);
  const [first, second] = [edges[0], options[0]];
  if (first === undefined || second === undefined) throw new Error('there are two processes');
  await sleep(1_000);
  await postgres.stop();
  const away = sleep(AWAY_MS);
  await sleep(AWAY_MS / 4);

  const refused = await send(`${urls[1] ?? ''}/api/v1/events`, key, { events: [{ unit: 'u', name: 'n' }] });
  expect(refused).toMatchObject({ status: 503, body: { code: 'STORAGE_UNAVAILABLE' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

  // Its snapshot is broken while it is down; the one before is whole.
  expect(await first.stop()).toBe(0);
  writeFileSync(path.join(second.snapshotDirectory, 'configuration.json'), '');
  edges[0] = await startEdge(second);
  await away;

  postgres = await startEmbeddedPostgres({ dataDirectory: parent });
  await makeRunningExperiment(database, place, { key: 'after' });
  expect(await arrivalMs('after', 20_000)).toBeLessThan(10_000);
  const { answered, failures, failedOver, units } = await end();
  console.info(`${answered} evaluations, ${failedOver} of them by the other process during the restart`);
  expect(failures).toEqual([]);
  expect(answered).toBeGreaterThan(AWAY_MS / 100);

  // Exposures of the processes that went on were kept for later; a restart may lose those that it could not store.
  await expect
    .poll(() => database.prisma.exposure.count({ where: { runId } }), { timeout: 10_000 })
    .toBeGreaterThan(units.size / 3);
});
