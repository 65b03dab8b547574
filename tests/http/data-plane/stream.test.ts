import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature, type Provider } from '@openfeature/web-sdk';
import { EventSource } from 'eventsource';
import { describe, expect, test, vi } from 'vitest';
import { afterFile } from '../../support/after-file';
import { send, startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeKey,
  makeRunningExperiment,
  makeDraft,
  makeRun,
  makeWorkspace,
} from '../../support/factories';

// It hears of a change by NOTIFY or not at all.
const server = await startDataPlane({ pollIntervalMs: 3_600_000, metricsAccess: 'local' });
const { database, url } = server;
const place = await makeWorkspace(database);
await makeRunningExperiment(database, place, { key: 'checkout' });
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
await server.dataPlane.refresh();
const streamUrl = `${url}/api/v1/configuration/stream`;
const bearer = { authorization: `Bearer ${key}` };

interface ChangeEvent {
  readonly id: string;
  readonly type: string;
  readonly version: number;
}

/** Connects and collects events, until the test has ended. */
async function listen(address: string, headers: Readonly<Record<string, string>> = {}) {
  const abort = new AbortController();
  afterFile(() => abort.abort());
  const response = await fetch(address, { headers, signal: abort.signal });
  const events: ChangeEvent[] = [];
  const state = { isOpen: response.ok };
  void (async () => {
    let text = '';
    try {
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        const parts = text.split('\n\n');
        text = parts.pop() ?? '';
        for (const part of parts) {
          const found = /id: (?<id>\S+)\ndata: (?<data>.*)/.exec(part)?.groups;
          if (found === undefined) continue;
          const data = JSON.parse(found['data'] ?? '') as ChangeEvent;
          events.push({ ...data, id: found['id'] ?? '' });
        }
      }
    } catch {
      // Cut off by the end of the test.
    }
    state.isOpen = false;
  })();
  return { response, events, state, close: () => abort.abort() };
}

async function versionNow(): Promise<number> {
  const { configurationVersion } = await database.prisma.environment.findUniqueOrThrow({
    where: { id: place.environmentId },
  });
  return configurationVersion;
}

const streamsOpen = async () =>
  Number(/^fairsplit_streams (\d+)$/m.exec(await (await fetch(`${url}/metrics`)).text())?.[1]);

describe('the stream', () => {
  test('says the version on connecting and at each change', async () => {
    const version = await versionNow();
    const { response, events } = await listen(streamUrl, bearer);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    await expect.poll(() => events).toMatchObject([{ id: String(version), type: 'current', version }]);
    await announceConfiguration(database, place.environmentId);
    await expect
      .poll(() => events[1])
      .toMatchObject({ id: String(version + 1), type: 'refetchEvaluation', version: version + 1 });
  });

  test('tells who comes back after a change at once, and who missed nothing that there is none', async () => {
    const version = await versionNow();
    const behind = await listen(streamUrl, { ...bearer, 'last-event-id': String(version - 1) });
    await expect.poll(() => behind.events).toMatchObject([{ type: 'refetchEvaluation', version }]);
    const current = await listen(streamUrl, { ...bearer, 'last-event-id': String(version) });
    await expect.poll(() => current.events).toMatchObject([{ type: 'current', version }]);
  });

  test('tells when an experiment ends by its schedule, without a new version', async () => {
    const context = { targetingKey: 'u' };
    const endingIn = async (leadMs: number) => {
      const of = await makeWorkspace(database);
      const ofKey = await makeKey(database, of.environmentId);
      const experimentId = await makeDraft(database, of.workspaceId, 'ends-soon');
      const endsAt = new Date(Date.now() + leadMs);
      await database.prisma.experiment.update({ where: { id: experimentId }, data: { endsAt } });
      await makeRun(database, of.environmentId, experimentId, {});
      await server.dataPlane.refresh();
      const { events } = await listen(streamUrl, { authorization: `Bearer ${ofKey}` });
      const flag = () => send(`${url}/ofrep/v1/evaluate/flags/ends-soon`, ofKey, { context });
      const bulk = (etag: string) =>
        send(`${url}/ofrep/v1/evaluate/flags`, ofKey, { context }, { headers: { 'if-none-match': etag } });
      const before = await flag();
      const etag = (await bulk('')).headers.get('etag') ?? '';
      const again = await bulk(etag);
      // A busy machine may have taken longer than that for what has to be seen before the end.
      return Date.now() < endsAt.getTime() ? { events, flag, bulk, before, etag, again } : null;
    };
    let seen = await endingIn(1_500);
    for (let leadMs = 6_000; seen === null; leadMs *= 4) seen = await endingIn(leadMs);
    const { events, flag, bulk, before, etag, again } = seen;
    expect(before.body).toMatchObject({ reason: 'SPLIT' });
    expect(again.status).toBe(304);
    await expect.poll(() => events[1]).toMatchObject({ type: 'refetchEvaluation' });
    expect(events[1]?.version).toBe(events[0]?.version);
    expect((await flag()).body).toMatchObject({ reason: 'DEFAULT', metadata: { cause: 'ENDED' } });
    expect((await bulk(etag)).status).toBe(200);
  });

  test('wants a key or a token made from one, and ends when the key is revoked', async () => {
    const doomed = await makeKey(database, place.environmentId, { kind: 'publishable' });
    await server.dataPlane.refresh();
    const bulk = await send(`${url}/ofrep/v1/evaluate/flags`, doomed, { context: { targetingKey: 'u' } });
    expect(JSON.stringify(bulk.body)).not.toContain(doomed);
    const { eventStreams } = bulk.body as {
      eventStreams: { type: string; endpoint: { requestUri: string } }[];
    };
    expect(eventStreams).toMatchObject([{ type: 'sse', inactivityDelaySec: 120 }]);
    const tokenUrl = `${url}${eventStreams[0]?.endpoint.requestUri ?? ''}`;
    for (const wrong of [streamUrl, `${streamUrl}?token=nonsense`, `${tokenUrl.slice(0, -1)}!`]) {
      expect((await fetch(wrong)).status).toBe(401);
    }
    // A token is for the stream and nothing else.
    const token = new URL(tokenUrl).searchParams.get('token') ?? '';
    expect((await fetch(`${url}/api/v1/configuration?token=${token}`)).status).toBe(401);
    const { response, state } = await listen(tokenUrl);
    expect(response.status).toBe(200);
    await database.prisma.key.updateMany({
      where: { prefix: doomed.slice(0, 13) },
      data: { revokedAt: new Date() },
    });
    await server.dataPlane.refresh();
    await expect.poll(() => state.isOpen).toBe(false);
    expect((await fetch(tokenUrl)).status).toBe(401);
  });

  test('is counted, and connections that end are forgotten', async () => {
    const before = await streamsOpen();
    const { close } = await listen(streamUrl, bearer);
    await expect.poll(streamsOpen).toBe(before + 1);
    close();
    await expect.poll(streamsOpen).toBe(before);
  });

  test('takes no more connections than allowed, and says when to come back', async () => {
    const small = await startDataPlane({ databaseUrl: database.url, maxStreams: 1 });
    const address = `${small.url}/api/v1/configuration/stream`;
    await listen(address, bearer);
    const refused = await send(address, key);
    expect(refused).toMatchObject({ status: 503, body: { code: 'TOO_MANY_STREAMS' } });
    expect(refused.headers.get('retry-after')).toBe('60');
  });

  test('ends when the server stops, which then does not wait for it', async () => {
    const stopping = await startDataPlane({ databaseUrl: database.url });
    const { state } = await listen(`${stopping.url}/api/v1/configuration/stream`, bearer);
    // It waited for ever, would it wait for the stream.
    await stopping.close();
    await expect.poll(() => state.isOpen).toBe(false);
  });
});

test('a client that was told of a version elsewhere gets it here, though this process had not seen it', async () => {
  const deaf = await startDataPlane({ databaseUrl: database.url, pollIntervalMs: 3_600_000 });
  // What it loads at its start, it has loaded.
  await deaf.dataPlane.refresh();
  await database.pool.query('alter table "environments" disable trigger user');
  const { key: added } = await makeRunningExperiment(database, place, { key: 'added-unannounced' });
  await database.pool.query('alter table "environments" enable trigger user');
  const version = await versionNow();
  const keys = async (query: string) => {
    const path = `${deaf.url}/ofrep/v1/evaluate/flags${query}`;
    const { body } = await send(path, key, { context: { targetingKey: 'u' } });
    return (body as { flags: { key: string }[] }).flags.map((flag) => flag.key);
  };
  expect(await keys('')).not.toContain(added);
  expect(await keys(`?flagConfigEtag=%22${place.environmentId}-${version}%22`)).toContain(added);
});

test('the OpenFeature web provider, unmodified, follows a change by push', async () => {
  vi.stubGlobal('EventSource', EventSource);
  afterFile(() => vi.unstubAllGlobals());
  const provider: unknown = new OFREPWebProvider({
    baseUrl: url,
    headers: [['Authorization', `Bearer ${key}`]],
    cacheMode: 'disabled',
  });
  await OpenFeature.setContext({ targetingKey: 'pushed' });
  await OpenFeature.setProviderAndWait(provider as Provider);
  afterFile(() => OpenFeature.close());
  const client = OpenFeature.getClient();
  expect(client.getStringValue('pushed', 'default')).toBe('default');
  await expect.poll(streamsOpen).toBeGreaterThan(0);
  await makeRunningExperiment(database, place, { key: 'pushed', values: ['new'] });
  await expect.poll(() => client.getStringValue('pushed', 'default')).toBe('new');
});
