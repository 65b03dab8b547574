import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { OpenFeature as ServerOpenFeature } from '@openfeature/server-sdk';
import { OpenFeature as WebOpenFeature, type Provider as WebProvider } from '@openfeature/web-sdk';
import { describe, expect, test } from 'vitest';
import { afterFile } from '../../support/after-file';
import { startDataPlane } from '../../support/data-plane';
import { makeDraft, makeKey, makeRunningExperiment, makeWorkspace } from '../../support/factories';

// The clients as npm carries them, unmodified: what they make of our answers is what applications get.

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId, { kind: 'publishable' });
const checkout = await makeRunningExperiment(database, place, { key: 'checkout', values: ['old', 'new'] });
await makeRunningExperiment(database, place, { key: 'one-click', values: [true] });
await makeRunningExperiment(database, place, { key: 'limits', values: [{ items: 5 }] });
await makeRunningExperiment(database, place, {
  key: 'swedes',
  values: [true],
  targeting: { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] },
});
await makeDraft(database, place.workspaceId, 'drafted');
const endedAt = new Date();
await makeRunningExperiment(database, place, { key: 'stopped', values: ['over'], endedAt });
await server.dataPlane.refresh();
const headers: [string, string][] = [['Authorization', `Bearer ${key}`]];

describe('the server SDK', async () => {
  await ServerOpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headers }));
  afterFile(() => ServerOpenFeature.close());
  const client = ServerOpenFeature.getClient();

  test('evaluates a running experiment, and each such evaluation is an exposure', async () => {
    const details = await client.getStringDetails('checkout', 'default', {
      targetingKey: 'server-unit',
      country: 'SE',
    });
    expect(details).toMatchObject({ reason: 'SPLIT', flagMetadata: { run: 1, flagSetId: 'production' } });
    expect(['old', 'new']).toContain(details.value);
    expect(await client.getBooleanValue('one-click', false, { targetingKey: 'u' })).toBe(true);
    expect(await client.getObjectValue('limits', { items: 0 }, { targetingKey: 'u' })).toEqual({ items: 5 });
    await expect
      .poll(() =>
        database.prisma.exposure.findFirst({ where: { runId: checkout.runId, unit: 'server-unit' } }),
      )
      .toMatchObject({ variant: details.value === 'old' ? 0 : 1, otherVariant: null });
  });

  test("gives the code's default to who does not take part and for what is not running", async () => {
    const context = { targetingKey: 'u', country: 'NO' };
    expect(await client.getBooleanValue('swedes', false, context)).toBe(false);
    expect(await client.getBooleanValue('swedes', false, { ...context, country: 'SE' })).toBe(true);
    expect(await client.getStringValue('drafted', 'default', context)).toBe('default');
  });

  // As docs/ofrep-by-language.md says it: that client takes an answer without a value for an error.
  test.each(['swedes', 'drafted', 'stopped'])('calls the default of %s an error', async (flag) => {
    const context = { targetingKey: 'u', country: 'NO' };
    const details =
      flag === 'swedes'
        ? await client.getBooleanDetails(flag, false, context)
        : await client.getStringDetails(flag, 'default', context);
    expect(details).toMatchObject({ reason: 'ERROR', errorCode: 'GENERAL' });
    expect([false, 'default']).toContain(details.value);
  });

  test('is told of an unknown flag and of a missing targeting key', async () => {
    const unknown = await client.getStringDetails('nothing', 'default', { targetingKey: 'u' });
    expect(unknown).toMatchObject({ value: 'default', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    const nobody = await client.getStringDetails('checkout', 'default', {});
    expect(nobody).toMatchObject({ value: 'default', errorCode: 'TARGETING_KEY_MISSING' });
  });
});

/** The package declares its optional members less exactly than our compiler settings ask for. */
function isWebProvider(provider: unknown): provider is WebProvider {
  return typeof provider === 'object' && provider !== null && 'resolveBooleanEvaluation' in provider;
}

describe('the web SDK', async () => {
  const statuses: number[] = [];
  const fetchImplementation: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    statuses.push(response.status);
    return response;
  };
  await WebOpenFeature.setContext({ targetingKey: 'web-unit', country: 'SE' });
  const provider: unknown = new OFREPWebProvider({
    baseUrl: url,
    headers,
    fetchImplementation,
    pollInterval: 100,
  });
  if (!isWebProvider(provider)) throw new Error('the web provider does not evaluate');
  await WebOpenFeature.setProviderAndWait(provider);
  afterFile(() => WebOpenFeature.close());
  const client = WebOpenFeature.getClient();

  test('evaluates every running experiment from one request, which exposes nobody', async () => {
    expect(client.getStringDetails('checkout', 'default')).toMatchObject({ reason: 'SPLIT' });
    expect(client.getBooleanValue('one-click', false)).toBe(true);
    expect(client.getObjectValue('limits', { items: 0 })).toEqual({ items: 5 });
    expect(client.getBooleanValue('swedes', false)).toBe(true);
    expect(await database.prisma.exposure.count({ where: { unit: 'web-unit' } })).toBe(0);
  });

  test('polls with the ETag and is told that nothing changed, until something does', async () => {
    await expect.poll(() => statuses.slice(1, 3)).toEqual([304, 304]);
    expect(client.getStringValue('late', 'default')).toBe('default');
    await makeRunningExperiment(database, place, { key: 'late', values: ['here'] });
    await expect.poll(() => client.getStringValue('late', 'default')).toBe('here');
  });

  test('gives the default to who is not targeted, after a change of context', async () => {
    await WebOpenFeature.setContext({ targetingKey: 'web-unit', country: 'NO' });
    expect(client.getBooleanValue('swedes', false)).toBe(false);
    expect(client.getBooleanValue('one-click', false)).toBe(true);
    // As docs/ofrep-by-language.md says it: what does not run is in no answer to all flags.
    expect(client.getBooleanDetails('swedes', false)).toMatchObject({ reason: 'DEFAULT' });
    for (const flag of ['drafted', 'stopped']) {
      const details = client.getStringDetails(flag, 'default');
      expect(details).toMatchObject({ value: 'default', reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
    }
  });
});
