import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../lib/database/client';
import { portToListenOn } from '../../scripts/port';
import { temporaryDirectory } from '../support/after-file';
import { spawnServer } from '../support/console-server';
import { send, startDataPlane } from '../support/data-plane';
import { cloneDatabaseUrl } from '../support/database';
import { doorTo } from '../support/database-door';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';

// The whole product, started while its Postgres is away. It needs no browser, but the built console.

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
await makeRunningExperiment(database, place, { key: 'checkout' });
const door = await doorTo(databaseUrl);
afterAll(() => door.shut());

test('started while Postgres is away it evaluates by the configuration on disk; all else says 503 until Postgres is back', async () => {
  const dataDirectory = temporaryDirectory('start');
  await (await startDataPlane({ databaseUrl, dataDirectory })).close();
  door.shut();
  const port = await portToListenOn({ wanted: 0, host: '127.0.0.1', report: () => undefined });
  const server = spawnServer({ databaseUrl: door.url, dataDirectory, port });
  let said = '';
  server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const evaluate = async () => {
    const context = { targetingKey: 'u' };
    const { body } = await send(`${url}/ofrep/v1/evaluate/flags/checkout`, key, { context });
    return body;
  };
  await expect.poll(() => evaluate().catch(() => server.exitCode)).toMatchObject({ reason: 'SPLIT' });
  for (const behind of ['/', '/api/v1/experiments']) {
    const refused = await send(`${url}${behind}`, key);
    expect(refused).toMatchObject({ status: 503, body: { code: 'NOT_YET' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }

  await door.reopen();
  const statusOf = async (behind: string) =>
    (await fetch(`${url}${behind}`, { headers: { authorization: `Bearer ${key}` } })).status;
  await expect.poll(() => statusOf('/')).toBe(200);
  expect(await statusOf('/api/v1/experiments')).not.toBe(503);
  // Jobs come last, and this line after them.
  await expect.poll(() => said).toContain(`ready at ${url}`);
  expect(await evaluate()).toMatchObject({ reason: 'SPLIT' });
});
