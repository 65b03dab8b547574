import { expect, test } from 'vitest';
import { startClient } from '../support/built-sdk';
import { nowhere, only, sdkConfiguration, sdkExperiment } from '../support/sdk-configuration';

// Several clients over one storage, as the tabs of a browser are over one localStorage.

const x = sdkExperiment('x', { variants: only('here') });
const y = sdkExperiment('y', { variants: only('here') });
const open = sdkConfiguration([x, y]);
const closed = sdkConfiguration(
  [
    { ...x, intake: 'closed' },
    { ...y, intake: 'closed' },
  ],
  { version: 2 },
);
const unit = 'user-1';

function sharedStorage({ isAsync = false } = {}) {
  const texts = new Map<string, string>();
  return {
    texts,
    get: (name: string) => {
      const text = texts.get(name) ?? null;
      return isAsync ? Promise.resolve(text) : text;
    },
    set: (name: string, text: string | null) => {
      if (text === null) texts.delete(name);
      else texts.set(name, text);
      return isAsync ? Promise.resolve() : undefined;
    },
  };
}

const taking = () => {
  const items: { readonly id: string; readonly unit: string }[] = [];
  const fake: typeof fetch = async (_, init) => {
    const { sentAt: _sentAt, ...lists } = JSON.parse(init?.body as string) as Record<string, typeof items>;
    items.push(...Object.values(lists).flat());
    return Response.json({ accepted: 1, duplicate: 0, rejected: [] });
  };
  return { items, fetch: fake };
};
const refusing: typeof fetch = () => Promise.reject(new TypeError('fetch failed'));

const tab = (storage: ReturnType<typeof sharedStorage>, configuration = open, send = refusing) =>
  startClient({
    ...nowhere,
    updates: 'none',
    flushIntervalMs: 60_000,
    storage,
    bootstrap: { configuration },
    fetch: send,
  });

test.each([false, true])(
  'what two tabs have met is remembered by both and by the next, promises: %s',
  async (isAsync) => {
    const storage = sharedStorage({ isAsync });
    const [first, second] = [tab(storage), tab(storage)];
    await Promise.all([first.ready(), second.ready()]);
    first.evaluate('x', 'default', { unit });
    await first.close();
    second.evaluate('y', 'default', { unit });
    await second.close();
    const next = tab(storage, closed);
    await next.ready();
    expect(['x', 'y'].map((key) => next.evaluate(key, 'default', { unit }).value)).toEqual(['here', 'here']);
  },
);

test('what the other tab met since is known when the configuration changes', async () => {
  const storage = sharedStorage();
  const configurations = [closed];
  const watching = startClient({
    ...nowhere,
    updates: 'none',
    storage,
    bootstrap: { configuration: open },
    fetch: async () => Response.json(configurations.pop() ?? closed),
  });
  const other = tab(storage);
  other.evaluate('x', 'default', { unit });
  await other.close();
  await watching.refresh();
  expect(watching.evaluate('x', 'default', { unit })).toMatchObject({ value: 'here', variant: 'on' });
});

test('what the storage remembers is bounded, and the longest ago is forgotten first', async () => {
  const storage = sharedStorage();
  for (const units of [
    ['a', 'b'],
    ['c', 'd'],
  ]) {
    const client = startClient({
      ...nowhere,
      updates: 'none',
      storage,
      maxRemembered: 3,
      bootstrap: { configuration: open },
      fetch: refusing,
    });
    for (const one of units) client.evaluate('x', '', { unit: one });
    await client.close();
  }
  const next = tab(storage, closed);
  expect(['a', 'b', 'c', 'd'].map((one) => next.evaluate('x', 'default', { unit: one }).value)).toEqual([
    'default',
    'here',
    'here',
    'here',
  ]);
});

test('what two tabs could not send is all sent by the next, once', async () => {
  const storage = sharedStorage();
  const [first, second] = [tab(storage), tab(storage)];
  first.evaluate('x', '', { unit: 'first' });
  first.track({ unit: 'first', name: 'order', id: 'first-order' });
  second.evaluate('x', '', { unit: 'second' });
  second.track({ unit: 'second', name: 'order', id: 'second-order' });
  await first.close();
  await second.close();
  const { items, fetch } = taking();
  const next = tab(storage, open, fetch);
  await next.flush();
  await next.close();
  expect(items.map(({ unit: of }) => of).sort()).toEqual(['first', 'first', 'second', 'second']);
  expect(new Set(items.map(({ id }) => id)).size).toBe(4);
  // Of the unsent nothing is left, and of the remembered all.
  expect([...storage.texts.keys()].map((name) => name.split('.').at(-1))).toEqual(['variants']);
});

test('a tab that has sent what was kept leaves what another has kept since', async () => {
  const storage = sharedStorage();
  const early = tab(storage);
  early.track({ unit: 'early', name: 'order' });
  await early.close();
  const { items, fetch } = taking();
  const sender = tab(storage, open, fetch);
  const late = tab(storage);
  late.track({ unit: 'late', name: 'order' });
  await late.close();
  await sender.flush();
  await sender.close();
  await tab(storage, open, fetch).flush();
  expect(items.map(({ unit: of }) => of)).toContain('late');
});

test.each(['{"version"', '5', '[5]', '{}', '"text"'])(
  'a storage that holds %s is written anew',
  async (kept) => {
    const storage = sharedStorage();
    const first = tab(storage);
    first.evaluate('x', '', { unit });
    await first.close();
    for (const name of storage.texts.keys()) storage.texts.set(name, kept);
    const second = tab(storage);
    second.evaluate('x', '', { unit });
    await second.close();
    expect(tab(storage, closed).evaluate('x', 'default', { unit }).value).toBe('here');
  },
);
