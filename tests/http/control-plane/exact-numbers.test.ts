import { expect, test } from 'vitest';
import { send } from '../../support/data-plane';
import { startWholeServer } from '../../support/whole-server';
import { createWorkspace, experimentBody } from '../../support/workspace';

// A number that a caller sent is the number that is stored, served and answered, to its last bit.

const server = await startWholeServer();
const { secretKey } = await createWorkspace(server.database);
const call = (method: string, path: string, body?: object | string, headers = {}) =>
  send(`${server.url}${path}`, secretKey, body, { method, headers });

const third = 0.1 + 0.2;
const hostile = [third, 1.7976931348623157e308, 5e-324, -1.797e308, 123456789.12345679, 2 ** 53 - 1, 1e21];

const variantsOf = (value: unknown, other: unknown) => [
  { key: 'control', name: 'Control', weight: third, isControl: true, value },
  { key: 'treatment', name: 'Treatment', weight: 0.7, isControl: false, value: other },
];

/** Of each variant in order, as text: what equals another number may still be another. */
async function storedValues(): Promise<readonly unknown[]> {
  const { rows } = await server.database.pool.query<{ value: unknown }>(
    'select value from variants order by experiment_id, position',
  );
  return rows.map(({ value }) => value);
}

test.each(hostile)(
  'a variant of the value %d has it in the database, in answers and in the run',
  async (value) => {
    await server.database.prisma.experiment.deleteMany();
    const body = experimentBody({ valueType: 'number', variants: variantsOf(value, 1), coverage: third });
    const shown = { variants: variantsOf(value, 1), coverage: third };
    expect(await call('POST', '/api/v1/experiments', body)).toMatchObject({ status: 201, body: shown });
    expect(await storedValues()).toEqual([value, 1]);
    const path = '/api/v1/experiments/checkout';
    expect((await call('GET', path)).body).toMatchObject(shown);
    const changes = { variants: variantsOf(2, value) };
    const changed = await call('PATCH', path, changes, { 'if-match': '"1"' });
    expect(changed).toMatchObject({ status: 200, body: changes });
    expect(await storedValues()).toEqual([2, value]);
    expect((await call('POST', `${path}/start`, {})).status).toBe(200);
    const run = await server.database.prisma.run.findFirstOrThrow();
    expect(run.configuration).toMatchObject({ variants: variantsOf(2, value) });
  },
);

test('numbers inside objects and lists are stored as they are', async () => {
  await server.database.prisma.experiment.deleteMany();
  const body = experimentBody({
    valueType: 'json',
    variants: variantsOf({ deep: { list: hostile } }, hostile),
    targeting: { all: [{ attribute: 'age', operator: 'greater', value: third }] },
  });
  expect(await call('POST', '/api/v1/experiments', body)).toMatchObject({ status: 201, body });
  expect(await storedValues()).toEqual([{ deep: { list: hostile } }, hostile]);
  expect((await call('GET', '/api/v1/experiments/checkout')).body).toMatchObject(body);
});

test('an integer that no number holds is refused at its place, wherever it stands, and nothing is stored', async () => {
  await server.database.prisma.experiment.deleteMany();
  const path = '/api/v1/experiments';
  const written = (body: object) => JSON.stringify(body).replaceAll('"TOO LARGE"', '9007199254740993');
  const rule = { attribute: 'order', operator: 'in', value: [1, 'TOO LARGE'] };
  for (const [pointer, changes] of [
    ['/variants/0/value', { valueType: 'number', variants: variantsOf('TOO LARGE', 1) }],
    [
      '/variants/1/value/orders/0',
      { valueType: 'json', variants: variantsOf({}, { orders: ['TOO LARGE'] }) },
    ],
    ['/targeting/value/1', { targeting: rule }],
    ['/plan/plannedUnits', { plan: { plannedUnits: 'TOO LARGE' } }],
  ] as const) {
    const refused = { status: 400, body: { code: 'INEXACT_NUMBER', problems: [{ pointer }] } };
    expect(await call('POST', path, written(experimentBody(changes)))).toMatchObject(refused);
    await call('POST', path, experimentBody());
    const before = await call('GET', `${path}/checkout`);
    const headers = { 'if-match': '"1"' };
    expect(await call('PATCH', `${path}/checkout`, written(changes), headers)).toMatchObject(refused);
    expect((await call('GET', `${path}/checkout`)).body).toEqual(before.body);
    await server.database.prisma.experiment.deleteMany();
  }
  // The one beside it that a number holds is taken.
  const targeting = { ...rule, value: [1, 2 ** 53 - 1] };
  expect(await call('POST', path, experimentBody({ targeting }))).toMatchObject({
    status: 201,
    body: { targeting },
  });
});
