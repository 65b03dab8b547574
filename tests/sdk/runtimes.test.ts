import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, Script } from 'node:vm';
import { describe, expect, inject, test } from 'vitest';
import type { Client, ClientError, ClientOptions } from '../../sdk/src/node';
import { sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

// The built package in runtimes that lack what newer ones have: only what each is given here is there.

const dist = path.join(inject('sdkConsumer'), 'node_modules/@fairsplit/sdk/dist');

/** What is younger than the oldest runtimes that are promised (sdk/README.md), taken out of a context's own built-ins. */
const TAKEN_OUT = `
  for (const name of ['at', 'findLast', 'findLastIndex', 'toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name];
  for (const name of ['at', 'isWellFormed', 'toWellFormed']) delete String.prototype[name];
  for (const name of ['hasOwn', 'groupBy']) delete Object[name];
  for (const name of ['withResolvers', 'try']) delete Promise[name];
  for (const name of ['union', 'intersection', 'difference', 'isSubsetOf']) delete Set.prototype[name];
  globalThis.WeakRef = globalThis.FinalizationRegistry = undefined;
`;

const targeting = {
  all: [
    { attribute: 'country', operator: 'equals', value: 'SE' },
    { attribute: 'plan', operator: 'in', value: ['pro'] },
    { attribute: 'version', operator: 'semver-greater', value: '1.2.3' },
    { attribute: 'since', operator: 'before', value: '2026-01-01' },
    { attribute: 'path', operator: 'matches', value: '/a*c*e' },
    { attribute: 'tags', operator: 'includes', value: 'x' },
  ],
} as const;
const attributes = {
  country: 'SE',
  plan: 'pro',
  version: '1.3.0',
  since: '2025-06-01T00:00Z',
  path: '/abcde',
  tags: ['x'],
};
const configuration = sdkConfiguration([
  sdkExperiment('one', {
    targeting,
    forced: [{ hash: 1, variant: 'v0' }],
    variants: [
      { key: 'on', value: 'yes', weight: 1 },
      { key: 'v0', value: 'no', weight: 0 },
    ],
  }),
]);

const GIVEN = { setTimeout, clearTimeout, AbortController, TextDecoder, Response };

function clientIn(
  file: string,
  globals: Readonly<Record<string, unknown>>,
  options: Partial<ClientOptions> = {},
): { readonly client: Client; readonly errors: ClientError[]; readonly sent: string[] } {
  const errors: ClientError[] = [];
  const sent: string[] = [];
  const exports: { createClient?: (given: ClientOptions) => Client } = {};
  const answer: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input as string);
    if (pathname.endsWith('/configuration')) return Response.json(configuration);
    if (pathname.endsWith('/stream')) return new Response('{}', { status: 503 });
    sent.push(init?.body as string);
    return Response.json({ accepted: 1, duplicate: 0, rejected: [] });
  };
  const context = createContext({ ...GIVEN, fetch: answer, exports, module: { exports }, ...globals });
  new Script(TAKEN_OUT).runInContext(context);
  new Script(readFileSync(path.join(dist, file), 'utf8')).runInContext(context);
  const { module } = context as { module: { exports: typeof exports } };
  const client = (module.exports.createClient ?? exports.createClient)?.({
    url: 'http://fairsplit.test',
    key: 'k',
    flushIntervalMs: 10,
    onError: (error) => errors.push(error),
    ...options,
  });
  if (client === undefined) throw new Error(`${file} exports no createClient`);
  return { client, errors, sent };
}

const forbidden = (): never => {
  throw new Error('Disallowed operation called within global scope.');
};
const emptyStorage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
const listens = { addEventListener: () => undefined };

describe.each([
  [
    'an old browser: no AbortSignal.timeout, no Object.hasOwn, no at or findLast',
    'browser.cjs',
    {
      ...listens,
      crypto,
      localStorage: emptyStorage,
    },
  ],
  ['a worker of a page: no localStorage', 'browser.cjs', { ...listens, crypto }],
  [
    'a program with a localStorage and no events, which bundled the build of a page',
    'browser.cjs',
    { crypto, localStorage: emptyStorage },
  ],
  [
    'a stand-in for a page: a document that nobody can listen to, events that throw',
    'browser.cjs',
    {
      crypto,
      document: {},
      addEventListener: forbidden,
    },
  ],
  [
    'React Native: no crypto, no events, no localStorage, no TextDecoder',
    'neutral.cjs',
    { TextDecoder: undefined, crypto: undefined },
  ],
  ['workerd and other edges', 'neutral.cjs', { crypto }],
  ['a process that is a stand-in with an environment alone', 'node.cjs', { crypto, process: { env: {} } }],
  ['no process at all', 'node.cjs', { crypto }],
] as const)('%s', (_name, file, globals) => {
  test('evaluates, sends and closes without an error', async () => {
    const { client, errors, sent } = clientIn(file, globals);
    expect(await client.ready()).toBe(true);
    expect(client.evaluate('one', 'default', { unit: 'user-1', attributes })).toMatchObject({
      value: 'yes',
      reason: 'SPLIT',
    });
    expect(client.track({ unit: 'user-1', name: 'order' })).toBe(true);
    await client.close();
    expect(
      sent
        .map((body) => Object.keys(JSON.parse(body) as object))
        .flat()
        .sort(),
    ).toEqual(['events', 'exposures', 'sentAt', 'sentAt']);
    expect(errors).toEqual([]);
  });

  test('gives up a request that is not answered in time', async () => {
    const never: typeof fetch = (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(new Error('given up')));
      });
    const { client, errors } = clientIn(file, globals, { timeoutMs: 20, fetch: never });
    expect(await client.ready()).toBe(false);
    expect(errors.map(({ code, detail }) => [code, detail])).toContainEqual([
      'CONFIGURATION_UNAVAILABLE',
      expect.stringContaining('given up'),
    ]);
    await client.close();
  });
});

test('an edge that allows no timers outside a request has a client all the same', async () => {
  const { client } = clientIn('neutral.cjs', { crypto, setTimeout: forbidden });
  await client.refresh();
  expect(client.evaluate('one', 'default', { unit: 'user-1', attributes }).value).toBe('yes');
});

test('each of these runtimes finds its build, before that of a page', () => {
  const manifest = JSON.parse(readFileSync(path.join(dist, '../package.json'), 'utf8')) as {
    exports: { '.': Record<string, { import: { default: string }; require: { default: string } }> };
  };
  const conditions = manifest.exports['.'];
  expect(Object.keys(conditions).slice(0, 4)).toEqual(['react-native', 'workerd', 'edge-light', 'browser']);
  for (const name of ['react-native', 'workerd', 'edge-light']) {
    expect(conditions[name]?.import.default).toBe('./dist/neutral.js');
    expect(conditions[name]?.require.default).toBe('./dist/neutral.cjs');
  }
});
