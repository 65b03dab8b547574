import { expect, test } from 'vitest';
import type { ValueType } from '../../../lib/assignment/value-type';
import type { JsonValue } from '../../../lib/assignment/configuration';
import type { RunConfiguration } from '../../../lib/model/run-configuration';
import { startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeDraft,
  makeKey,
  makeRun,
  makeRunConfiguration,
  makeWorkspace,
  toInputJson,
} from '../../support/factories';

// What clients read whose language tells integers and floats apart: the text of an answer, and not what JSON.parse makes of it.

const server = await startDataPlane();
const { database, url } = server;
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);

/** A run in which everybody gets the value. */
async function make(
  name: string,
  valueType: ValueType,
  value: JsonValue,
  changes: Partial<RunConfiguration> = {},
): Promise<number> {
  const frozen = makeRunConfiguration({ values: [value, value] });
  const experimentId = await makeDraft(database, place.workspaceId, name);
  return makeRun(database, place.environmentId, experimentId, {
    configuration: toInputJson({ ...frozen, valueType, ...changes }),
  });
}

const floats: readonly (readonly [name: string, value: number, text: string])[] = [
  ['two', 2, '2.0'],
  ['zero', 0, '0.0'],
  ['minus', -3, '-3.0'],
  ['half', 0.5, '0.5'],
  ['small', 1e-7, '1e-7'],
  ['large', 1e21, '1e+21'],
];
const runs = new Map<string, number>();
for (const [name, value] of floats) runs.set(name, await make(name, 'number', value));
runs.set('whole', await make('whole', 'integer', 2));
runs.set('text', await make('text', 'string', '2'));
/** Characters of one to four bytes. */
const order = 'ordre für 5 € 🦐';
runs.set('order', await make('order', 'string', order));
const nobody = { all: [{ attribute: 'country', operator: 'equals', value: 'SE' } as const] };
runs.set('elsewhere', await make('elsewhere', 'number', 4, { targeting: nobody, defaultVariant: 'control' }));
runs.set('object', await make('object', 'json', { two: 2 }));
await announceConfiguration(database, place.environmentId);
await server.dataPlane.refresh();

async function ask(path: string, body: object): Promise<{ readonly status: number; readonly text: string }> {
  const headers = { authorization: `Bearer ${key}` };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
  return { status: answer.status, text };
}

const expected = [
  ...floats,
  ['whole', 2, '2'],
  ['text', '2', '"2"'],
  ['order', order, `"${order}"`],
  ['object', { two: 2 }, '{"two":2}'],
] as const;

test('a whole float is written as 2.0 and an integer as 2, by name, in bulk and by assignments; JavaScript reads the same', async () => {
  const silent = { targetingKey: 'u', 'fairsplit.expose': false };
  const bulk = await ask('/ofrep/v1/evaluate/flags', { context: silent });
  const assigned = await ask('/api/v1/assignments', { unit: 'u' });
  for (const [name, value, text] of expected) {
    const single = await ask(`/ofrep/v1/evaluate/flags/${name}`, { context: silent });
    expect(single.text, name).toContain(`"value":${text}}`);
    expect(JSON.parse(single.text)).toMatchObject({ key: name, reason: 'SPLIT', value });
    expect(bulk.text).toContain(single.text);
    expect(assigned.text).toMatch(new RegExp(`"${name}":\\{"variant":"[^{}]*`));
    expect(JSON.parse(assigned.text)).toMatchObject({ assignments: { [name]: { value, reason: 'SPLIT' } } });
    const own = await ask('/api/v1/assignments', { unit: 'u', experiments: [name, name], expose: false });
    expect(own.text, name).toContain(`"value":${text}}}}`);
    expect(own.text.match(/"variant"/g)).toHaveLength(1);
  }
});

test('whoever takes no part gets the default variant’s value, by every door, and is exposed to nothing', async () => {
  const context = { targetingKey: 'norwegian' };
  const single = await ask('/ofrep/v1/evaluate/flags/elsewhere', { context });
  expect(JSON.parse(single.text)).toMatchObject({
    ...{ value: 4, variant: '', reason: 'DEFAULT' },
    metadata: { cause: 'NOT_TARGETED' },
  });
  expect(single.text).toContain('"value":4.0}');
  // Nothing of it depends on the unit.
  expect((await ask('/ofrep/v1/evaluate/flags/elsewhere', { context: {} })).text).toBe(single.text);
  expect((await ask('/ofrep/v1/evaluate/flags', { context })).text).toContain(single.text);
  const assigned = await ask('/api/v1/assignments', { unit: 'norwegian', experiments: ['elsewhere'] });
  expect(JSON.parse(assigned.text)).toMatchObject({
    assignments: { elsewhere: { variant: null, value: 4, reason: 'NOT_TARGETED' } },
  });
  const swede = { context: { targetingKey: 'swede', country: 'SE' } };
  await ask('/ofrep/v1/evaluate/flags/elsewhere', swede);
  await expect.poll(() => exposed('elsewhere')).toEqual(['swede']);
});

async function exposed(name: string): Promise<readonly string[]> {
  const runId = runs.get(name) ?? 0;
  const rows = await database.prisma.exposure.findMany({ where: { runId }, orderBy: { unit: 'asc' } });
  return rows.map(({ unit }) => unit);
}

test.each([
  ['two', ['float', 'FLOAT', 'number'], ['integer', 'string', 'boolean', 'object']],
  ['whole', ['integer', 'number', 'Integer'], ['float', 'string']],
  ['text', ['string'], ['integer', 'float', 'object']],
  ['object', ['object'], ['string', 'boolean']],
])(
  'code that says what it asks for meets no variant of %s whose value it cannot take',
  async (name, takes, others) => {
    const evaluate = (type: string) =>
      ask(`/ofrep/v1/evaluate/flags/${name}`, {
        context: { targetingKey: `by ${type}`, 'fairsplit.type': type },
      });
    for (const type of [...others, ...takes]) {
      const { status, text } = await evaluate(type);
      // The value is there all the same: it is the client that refuses it.
      expect([status, text]).toEqual([200, expect.stringContaining('"value":') as string]);
    }
    await expect.poll(() => exposed(name)).toEqual(takes.map((type) => `by ${type}`).sort());
  },
);

test('what is no type is refused, null is nothing, and neither is an attribute', async () => {
  const evaluate = (type: unknown) =>
    ask('/ofrep/v1/evaluate/flags/half', {
      context: { targetingKey: `by ${String(type)}`, 'fairsplit.type': type },
    });
  for (const type of ['double', 1, {}]) {
    const { status, text } = await evaluate(type);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      errorCode: 'INVALID_CONTEXT',
      errorDetails: '"fairsplit.type" is one of boolean, string, integer, float, number, object.',
    });
  }
  expect((await evaluate(null)).status).toBe(200);
  expect((await evaluate('float')).status).toBe(200);
  await expect.poll(() => exposed('half')).toEqual(['by float', 'by null']);
  const stored = await database.prisma.exposure.findMany({ where: { runId: runs.get('half') ?? 0 } });
  expect(stored.map(({ attributes }) => attributes)).toEqual([null, null]);
});
