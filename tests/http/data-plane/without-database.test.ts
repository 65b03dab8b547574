import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openDatabase } from '../../../lib/database/client';
import { afterFile, temporaryDirectory } from '../../support/after-file';
import { cloneDatabaseUrl } from '../../support/database';
import { doorTo } from '../../support/database-door';
import { send, startDataPlane } from '../../support/data-plane';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const { runId } = await makeRunningExperiment(database, place, { key: 'checkout' });
const dataDirectory = temporaryDirectory('test-data');
const door = await doorTo(databaseUrl);
afterAll(() => door.shut());
const options = { databaseUrl: door.url, dataDirectory, pollIntervalMs: 200 };
const evaluate = (url: string, unit: string) =>
  send(`${url}/ofrep/v1/evaluate/flags/checkout`, key, { context: { targetingKey: unit } });

test('with the database away evaluation goes on, also after a restart, ingestion says 503, and all is well again', async () => {
  const first = await startDataPlane(options);
  expect((await evaluate(first.url, 'before')).status).toBe(200);
  door.shut();

  const second = await startDataPlane(options);
  for (const { url } of [first, second]) {
    expect(await evaluate(url, 'during')).toMatchObject({ status: 200, body: { reason: 'SPLIT' } });
    const refused = await send(`${url}/api/v1/events`, key, { events: [{ unit: 'u', name: 'n' }] });
    expect(refused).toMatchObject({ status: 503, body: { code: 'STORAGE_UNAVAILABLE' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    await expect
      .poll(async () => await send(`${url}/health/ready`, null))
      .toMatchObject({ status: 200, body: { database: 'unreachable' } });
  }

  await door.reopen();
  const added = await makeRunningExperiment(database, place, { key: 'added-meanwhile' });
  for (const { url } of [first, second]) {
    await expect
      .poll(
        async () =>
          (await send(`${url}/ofrep/v1/evaluate/flags/${added.key}`, key, { context: { targetingKey: 'u' } }))
            .status,
      )
      .toBe(200);
    expect(await send(`${url}/api/v1/events`, key, { events: [{ unit: 'u', name: 'n' }] })).toMatchObject({
      status: 200,
    });
  }
  await expect
    .poll(() => database.prisma.exposure.findMany({ where: { runId, unit: 'during' } }))
    .toHaveLength(1);
});

test('a configuration on disk that is not whole is not used, and is told; the one before it is', async () => {
  const whole = readFileSync(path.join(dataDirectory, 'configuration.json'), 'utf8');
  expect(whole).not.toContain(key);
  // The servers of the test before still write to theirs.
  const directory = temporaryDirectory('test-data');
  const file = path.join(directory, 'configuration.json');
  const previous = path.join(directory, 'configuration.previous.json');
  const settings = { ...options, dataDirectory: directory };
  door.shut();
  for (const broken of [
    whole.slice(0, 100),
    '',
    '{}',
    '{"form": 2, "sha256": "", "source": {"environments": [], "keys": []}}',
    // One character of a salt, which would reshuffle the experiment.
    whole.replace(/"salt":"./, '"salt":"!'),
  ]) {
    writeFileSync(file, broken);
    writeFileSync(previous, whole);
    const helped = await startDataPlane(settings);
    expect(await evaluate(helped.url, 'u')).toMatchObject({ status: 200, body: { reason: 'SPLIT' } });
    expect(helped.log.lines.map(({ message }) => message).join()).toContain('not whole');
    writeFileSync(previous, broken);
    const server = await startDataPlane(settings);
    expect(await evaluate(server.url, 'u')).toMatchObject({ status: 503, body: { errorCode: 'GENERAL' } });
    expect((await send(`${server.url}/health/ready`, null)).status).toBe(503);
  }
  await door.reopen();
});

test('a database that was emptied, or a broken file, never replaces a good configuration, in memory or on disk', async () => {
  const emptied = openDatabase({ url: await cloneDatabaseUrl(), maxConnections: 2 });
  afterFile(() => emptied.close());
  const there = await makeWorkspace(emptied);
  const itsKey = await makeKey(emptied, there.environmentId);
  await makeRunningExperiment(emptied, there, { key: 'checkout' });
  const directory = temporaryDirectory('test-data');
  const settings = { databaseUrl: emptied.url, dataDirectory: directory, pollIntervalMs: 100 };
  const first = await startDataPlane(settings);
  const file = path.join(directory, 'configuration.json');
  const whole = readFileSync(file, 'utf8');
  await emptied.prisma.workspace.deleteMany();
  await expect.poll(() => first.log.lines.map(({ message }) => message).join()).toContain('no environments');
  const restarted = await startDataPlane(settings);
  for (const { url } of [first, restarted]) {
    const answer = await send(`${url}/ofrep/v1/evaluate/flags/checkout`, itsKey, {
      context: { targetingKey: 'u', 'fairsplit.expose': false },
    });
    expect(answer).toMatchObject({ status: 200, body: { reason: 'SPLIT' } });
  }
  expect(readFileSync(file, 'utf8')).toBe(whole);
});

test('what waits to be stored is stored when the server closes', async () => {
  const server = await startDataPlane(options);
  expect((await evaluate(server.url, 'last')).status).toBe(200);
  await server.close();
  expect(await database.prisma.exposure.count({ where: { runId, unit: 'last' } })).toBe(1);
});

test('connections that are open and carry nothing any more do not stall the configuration', async () => {
  const stalled = await doorTo(databaseUrl);
  afterFile(() => stalled.shut());
  const server = await startDataPlane({ databaseUrl: stalled.url, pollIntervalMs: 500, patience: 1 });
  // What it loads at its start, it has loaded.
  await server.dataPlane.refresh();
  stalled.stall();
  const added = await makeRunningExperiment(database, place, { key: 'added-while-stalled' });
  const context = { targetingKey: 'u', 'fairsplit.expose': false };
  await expect
    .poll(
      async () => (await send(`${server.url}/ofrep/v1/evaluate/flags/${added.key}`, key, { context })).status,
      { interval: 100 },
    )
    .toBe(200);
});

test('a start with a configuration on disk waits for no database that takes connections and says nothing', async () => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  afterFile(() => {
    mute.close();
    for (const socket of sockets) socket.destroy();
  });
  const silent = new URL(databaseUrl);
  const address = mute.address();
  silent.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  silent.hostname = '127.0.0.1';
  await (await startDataPlane(options)).close();
  const server = await startDataPlane({ ...options, databaseUrl: silent.href, patience: 1 });
  expect(sockets.size).toBeGreaterThan(0);
  expect(await evaluate(server.url, 'mute')).toMatchObject({ status: 200, body: { reason: 'SPLIT' } });
});
