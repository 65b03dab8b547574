import { afterAll, expect, test } from 'vitest';
import { createControlPlane } from '../../../lib/api/control-plane';
import { createDatabaseGate } from '../../../lib/console/database-gate';
import { controlPlaneOptions } from '../../../lib/api/control-plane-options';
import { openDatabase } from '../../../lib/database/client';
import { nodeListener, nothingElse } from '../../../lib/protocol/node-listener';
import { recordLog, send, startDataPlane } from '../../support/data-plane';
import { cloneDatabaseUrl } from '../../support/database';
import { doorTo } from '../../support/database-door';
import { createWorkspace } from '../../support/workspace';

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const { secretKey } = await createWorkspace(database);
const door = await doorTo(databaseUrl);
afterAll(() => door.shut());
const log = recordLog();
const { url } = await startDataPlane({
  databaseUrl: door.url,
  fallback: (own) => nodeListener(createControlPlane(controlPlaneOptions(own, log)), nothingElse),
});
const gates: ReturnType<typeof createDatabaseGate>[] = [];
const gated = await startDataPlane({
  databaseUrl: door.url,
  patience: 1,
  fallback: (own) => {
    const behind = nodeListener(createControlPlane(controlPlaneOptions(own, log)), nothingElse);
    const gate = createDatabaseGate({ databaseUrl: door.url, log, patience: 1, behind });
    gates.push(gate);
    return gate.listener;
  },
});
afterAll(() => Promise.all(gates.map((gate) => gate.close())));

const ask = (from: string) => send(`${from}/api/v1/experiments`, secretKey);

test('where Postgres goes away in the middle of a request, it is 503 with Retry-After, and the log has the reason', async () => {
  expect((await ask(url)).status).toBe(200);
  door.shut();
  const refused = await ask(url);
  expect(refused).toMatchObject({ status: 503, body: { code: 'DATABASE_UNAVAILABLE' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const line = log.lines.find(({ message }) => message === 'a request failed');
  expect(line?.fields).toMatchObject({ error: expect.any(Error) as unknown });
  await door.reopen();
  await expect.poll(async () => (await ask(url)).status).toBe(200);
});

test('a Postgres that is frozen is found out before a request is begun: 503 at once for all that come, and back with it', async () => {
  await expect.poll(async () => (await ask(gated.url)).status).toBe(200);
  door.freeze();
  await expect.poll(async () => (await ask(gated.url)).status).toBe(503);
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(gated.url)));
  for (const { status, headers, body } of answers) {
    expect([status, body]).toMatchObject([503, { code: 'DATABASE_UNAVAILABLE' }]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  }
  door.thaw();
  await expect.poll(async () => (await ask(gated.url)).status).toBe(200);
});
