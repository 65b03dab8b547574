import { EventHook } from '@openfeature/open-telemetry-hooks';
import { OpenFeature as ServerOpenFeature, ProviderEvents, type Provider } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature, type Provider as WebProvider } from '@openfeature/web-sdk';
import { logs } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { afterEach, describe, expect, test } from 'vitest';
import { afterFile } from '../support/after-file';
import { loadSdk, startClient } from '../support/built-sdk';
import { startDataPlane } from '../support/data-plane';
import { makeDraft, makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { nowhere } from '../support/sdk-configuration';

// OpenFeature's packages as npm carries them, unmodified; our providers as they are built.

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
const checkout = await makeRunningExperiment(database, place, { key: 'checkout', values: ['old', 'new'] });
await makeRunningExperiment(database, place, { key: 'one-click', values: [true] });
await makeRunningExperiment(database, place, { key: 'limit', values: [5] });
await makeRunningExperiment(database, place, { key: 'limits', values: [{ items: 5 }] });
await makeRunningExperiment(database, place, {
  key: 'swedes',
  values: [true],
  targeting: { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] },
});
await makeDraft(database, place.workspaceId, 'drafted');
await server.dataPlane.refresh();
const { FairsplitServerProvider } = loadSdk('openfeature-server');
const { FairsplitWebProvider } = loadSdk('openfeature-web');

const eventsOf = async (unit: string) => {
  const { rows } = await database.pool.query<{ name: string; value: number; properties: unknown }>(
    'select "name", "value"::float8, "properties" from "events" where "unit" = $1::text',
    [unit],
  );
  return rows;
};
const exposuresOf = (unit: string) =>
  database.prisma.exposure.findMany({ where: { unit }, select: { runId: true, variant: true } });

describe('the server SDK', () => {
  const context = { targetingKey: 'server-unit', country: 'SE' };

  test('evaluates every kind of value, exposes and tracks', async () => {
    const client = startClient({ url, key });
    await ServerOpenFeature.setProviderAndWait('server', new FairsplitServerProvider(client));
    const flags = ServerOpenFeature.getClient('server');
    const details = await flags.getStringDetails('checkout', '', context);
    expect(details).toMatchObject({
      reason: 'SPLIT',
      variant: details.value === 'old' ? 'control' : 'treatment-1',
      flagMetadata: { run: 1, flagSetId: 'production', version: String(client.configuration()?.version) },
    });
    expect(await flags.getBooleanValue('one-click', false, context)).toBe(true);
    expect(await flags.getNumberValue('limit', 0, context)).toBe(5);
    expect(await flags.getObjectValue('limits', { items: 0 }, context)).toEqual({ items: 5 });
    expect(await flags.getBooleanValue('swedes', false, { ...context, country: 'NO' })).toBe(false);
    await flags.getStringValue('checkout', '', { targetingKey: 'looking', 'fairsplit.expose': false });
    flags.track('order', context, { value: 99.5, currency: 'SEK' });
    await client.flush();
    expect(await exposuresOf('server-unit')).toContainEqual({
      runId: checkout.runId,
      variant: details.value === 'old' ? 0 : 1,
    });
    expect(await exposuresOf('looking')).toEqual([]);
    expect(await eventsOf('server-unit')).toEqual([
      { name: 'order', value: 99.5, properties: { currency: 'SEK' } },
    ]);
  });

  test.each([
    ['FLAG_NOT_FOUND', 'nothing', context],
    ['TARGETING_KEY_MISSING', 'checkout', {}],
    ['INVALID_CONTEXT', 'checkout', { targetingKey: 'a\ud800' }],
    ['TYPE_MISMATCH', 'one-click', context],
  ])('is told %s', async (errorCode, flag, given) => {
    const details = await ServerOpenFeature.getClient('server').getStringDetails(flag, 'default', given);
    expect(details).toMatchObject({ value: 'default', reason: 'ERROR', errorCode });
  });

  test('is told what is not running and who is not targeted, which are no errors', async () => {
    const flags = ServerOpenFeature.getClient('server');
    expect(await flags.getStringDetails('drafted', 'd', context)).toMatchObject({
      reason: 'DISABLED',
      value: 'd',
    });
    const { reason, flagMetadata } = await flags.getBooleanDetails('swedes', false, { targetingKey: 'u' });
    expect([reason, flagMetadata['cause']]).toEqual(['DEFAULT', 'NOT_TARGETED']);
  });

  test('hears of a change', async () => {
    const heard: unknown[] = [];
    ServerOpenFeature.getClient('server').addHandler(ProviderEvents.ConfigurationChanged, (event) =>
      heard.push(event?.flagsChanged),
    );
    await makeRunningExperiment(database, place, { key: 'late', values: ['here'] });
    await expect.poll(() => heard).toEqual([['late']]);
  });

  test('hears ERROR and PROVIDER_NOT_READY without a server, READY when it comes, and STALE when it is gone', async () => {
    let isAway = true;
    const client = startClient({
      url,
      key,
      updates: 'poll',
      pollIntervalMs: 1_000,
      fetch: (...request) => (isAway ? Promise.reject(new TypeError('fetch failed')) : fetch(...request)),
    });
    const heard: string[] = [];
    const flags = ServerOpenFeature.getClient('away');
    for (const event of [ProviderEvents.Ready, ProviderEvents.Error, ProviderEvents.Stale]) {
      flags.addHandler(event, () => heard.push(event));
    }
    heard.length = 0;
    await expect(
      ServerOpenFeature.setProviderAndWait('away', new FairsplitServerProvider(client)),
    ).rejects.toThrow();
    const before = await flags.getStringDetails('checkout', 'default', context);
    expect(before).toMatchObject({ value: 'default', errorCode: 'PROVIDER_NOT_READY' });
    isAway = false;
    await expect.poll(() => flags.providerStatus).toBe('READY');
    expect((await flags.getStringDetails('checkout', 'default', context)).reason).toBe('SPLIT');
    isAway = true;
    await expect.poll(() => flags.providerStatus).toBe('STALE');
    expect(heard).toEqual(['PROVIDER_ERROR', 'PROVIDER_READY', 'PROVIDER_STALE']);
  });

  test('a provider that was removed and is set again starts again: with exposures, updates and no second event', async () => {
    const client = startClient({ url, key });
    const provider = new FairsplitServerProvider(client);
    await ServerOpenFeature.setProviderAndWait('again', provider);
    for (let time = 0; time < 2; time += 1) {
      await ServerOpenFeature.clearProviders();
      expect(client.status()).toBe('closed');
      // Of the client itself: a variant whose exposure nobody could send.
      expect(client.evaluate('checkout', 'd', { unit: `closed-${time}` })).toMatchObject({
        value: 'd',
        errorCode: 'PROVIDER_NOT_READY',
      });
      await ServerOpenFeature.setProviderAndWait('again', provider);
    }
    const flags = ServerOpenFeature.getClient('again');
    const heard: unknown[] = [];
    flags.addHandler(ProviderEvents.ConfigurationChanged, (event) => heard.push(event?.flagsChanged));
    const { reason } = await flags.getStringDetails('checkout', 'd', { targetingKey: 'again-unit' });
    expect(reason).toBe('SPLIT');
    flags.track('order', { targetingKey: 'again-unit' });
    await client.flush();
    expect(await exposuresOf('again-unit')).toHaveLength(1);
    expect(await eventsOf('again-unit')).toHaveLength(1);
    await makeRunningExperiment(database, place, { key: 'once-more', values: ['here'] });
    await expect.poll(() => heard).toEqual([['once-more']]);
    expect(client.errors.filter(({ code }) => code !== 'PROVIDER_NOT_READY')).toEqual([]);
  });

  test('sends what waits when it is closed', async () => {
    const client = startClient({ url, key, flushIntervalMs: 60_000 });
    await ServerOpenFeature.setProviderAndWait('closing', new FairsplitServerProvider(client));
    ServerOpenFeature.getClient('closing').track('goodbye', { targetingKey: 'closing-unit' });
    await ServerOpenFeature.clearProviders();
    expect(await eventsOf('closing-unit')).toMatchObject([{ name: 'goodbye', value: 1 }]);
  });
});

describe('the web SDK', () => {
  afterFile(() => WebOpenFeature.close());

  test('evaluates at once, exposes, tracks, and follows its context and the configuration', async () => {
    const client = startClient({ url, key });
    const provider: WebProvider = new FairsplitWebProvider(client);
    await WebOpenFeature.setContext({ targetingKey: 'web-unit', country: 'SE' });
    await WebOpenFeature.setProviderAndWait(provider);
    const flags = WebOpenFeature.getClient();
    const details = flags.getStringDetails('checkout', '');
    expect(details).toMatchObject({ reason: 'SPLIT', flagMetadata: { run: 1, flagSetId: 'production' } });
    expect(flags.getNumberValue('limit', 0)).toBe(5);
    expect(flags.getObjectValue('limits', { items: 0 })).toEqual({ items: 5 });
    expect(flags.getStringDetails('limit', 'd')).toMatchObject({ value: 'd', errorCode: 'TYPE_MISMATCH' });
    expect(flags.getBooleanValue('swedes', false)).toBe(true);
    await WebOpenFeature.setContext({ targetingKey: 'web-unit', country: 'NO' });
    expect(flags.getBooleanValue('swedes', false)).toBe(false);
    flags.track('order', { value: 2, size: 'L' });
    await client.flush();
    expect(await exposuresOf('web-unit')).toContainEqual({
      runId: checkout.runId,
      variant: details.value === 'old' ? 0 : 1,
    });
    expect(await eventsOf('web-unit')).toEqual([{ name: 'order', value: 2, properties: { size: 'L' } }]);
    await makeRunningExperiment(database, place, { key: 'later', values: ['here'] });
    await expect.poll(() => flags.getStringValue('later', '')).toBe('here');
  });

  test('a provider that was removed and is set again, as React does while developing, exposes', async () => {
    const client = startClient({ url, key });
    const provider: WebProvider = new FairsplitWebProvider(client);
    await WebOpenFeature.setContext({ targetingKey: 'strict-unit' });
    await WebOpenFeature.setProviderAndWait(provider);
    await WebOpenFeature.clearProviders();
    await WebOpenFeature.setProviderAndWait(provider);
    expect(WebOpenFeature.getClient().getStringDetails('checkout', 'd').reason).toBe('SPLIT');
    await client.flush();
    expect(await exposuresOf('strict-unit')).toHaveLength(1);
    expect(client.errors).toEqual([]);
  });

  test('a client that is opened while it closes goes on, and loses nothing', async () => {
    const client = startClient({ url, key, flushIntervalMs: 60_000 });
    await client.ready();
    expect(client.evaluate('checkout', 'd', { unit: 'before-closing' }).reason).toBe('SPLIT');
    const closing = client.close();
    client.open();
    expect(client.evaluate('checkout', 'd', { unit: 'while-closing' }).reason).toBe('SPLIT');
    await closing;
    expect(client.evaluate('checkout', 'd', { unit: 'after-closing' }).reason).toBe('SPLIT');
    await client.flush();
    for (const unit of ['before-closing', 'while-closing', 'after-closing']) {
      expect(await exposuresOf(unit)).toHaveLength(1);
    }
    expect(client.errors).toEqual([]);
  });

  test('is told of a missing targeting key', async () => {
    await WebOpenFeature.setContext({});
    expect(WebOpenFeature.getClient().getStringDetails('checkout', 'd')).toMatchObject({
      value: 'd',
      errorCode: 'TARGETING_KEY_MISSING',
    });
  });
});

describe("OpenTelemetry, by OpenFeature's own hook", () => {
  const exporter = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor(exporter)];
  logs.setGlobalLoggerProvider(new LoggerProvider({ processors }));
  afterEach(() => exporter.reset());
  const attributesOfAll = () =>
    exporter.getFinishedLogRecords().map(({ eventName, attributes }) => [eventName, attributes]);

  test('an evaluation is a feature_flag.evaluation event with the standard attributes', async () => {
    const client = startClient({ url, key });
    const provider: Provider = new FairsplitServerProvider(client, { hooks: [new EventHook()] });
    await ServerOpenFeature.setProviderAndWait('traced', provider);
    const value = await ServerOpenFeature.getClient('traced').getStringValue('checkout', '', {
      targetingKey: 'u-1',
    });
    expect(attributesOfAll()).toEqual([
      [
        'feature_flag.evaluation',
        {
          'feature_flag.key': 'checkout',
          'feature_flag.provider.name': 'fairsplit',
          'feature_flag.result.reason': 'split',
          'feature_flag.result.variant': value === 'old' ? 'control' : 'treatment-1',
          'feature_flag.result.value': value,
          'feature_flag.context.id': 'u-1',
          'feature_flag.set.id': 'production',
          'feature_flag.version': String(client.configuration()?.version),
        },
      ],
    ]);
  });

  test('a failed one says what failed', async () => {
    const client = startClient(nowhere);
    const provider = new FairsplitServerProvider(client, {
      hooks: [new EventHook({ excludeExceptions: true })],
    });
    await ServerOpenFeature.setProviderAndWait('untraced', provider).catch(() => undefined);
    await ServerOpenFeature.getClient('untraced').getStringValue('checkout', 'd', { targetingKey: 'u-1' });
    expect(attributesOfAll()).toMatchObject([
      [
        'feature_flag.evaluation',
        { 'feature_flag.result.reason': 'error', 'error.type': 'provider_not_ready' },
      ],
    ]);
  });
});
