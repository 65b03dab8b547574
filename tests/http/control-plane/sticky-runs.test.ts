import { expect, it } from 'vitest';
import { compileConfiguration } from '../../../lib/assignment/compile-configuration';
import { loadConfiguration } from '../../../lib/configuration/load-configuration';
import { writeExposures } from '../../../lib/evidence/postgres/write/write-exposures';
import { controlPlaneCaller } from '../../support/control-plane';
import { recordLog } from '../../support/data-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// A sticky experiment is changed while it runs: its next run draws as the one before it.

const database = await cloneDatabase();
const workspace = await createWorkspace(database);
const call = controlPlaneCaller(database, workspace.secretKey);

const units = Array.from({ length: 1000 }, (_, index) => `unit-${index}`);
const swedes = { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] };
const nordics = { all: [{ attribute: 'country', operator: 'in', value: ['SE', 'NO'] }] };

let made = 0;
async function makeStarted(changes: Readonly<Record<string, unknown>> = {}) {
  made += 1;
  const key = `sticky-${made}`;
  const body = experimentBody({ key, sticky: true, targeting: swedes, ...changes });
  expect(await call('POST', '/api/v1/experiments', { body })).toMatchObject({ status: 201 });
  expect(await call('POST', `/api/v1/experiments/${key}/start`)).toMatchObject({ status: 200 });
  return { key, path: `/api/v1/experiments/${key}` };
}

const change = (path: string, body: object) =>
  call('PATCH', path, { body: { ...body, newRun: true }, headers: { 'if-match': '"2"' } });

/** The variant's position that each unit of the country gets now, by no memory but the hash; null: none. */
async function drawn(key: string, country: string): Promise<readonly (number | null)[]> {
  const { environments } = await loadConfiguration({ database, log: recordLog() });
  const environment = environments.find(({ id }) => id === workspace.environmentId);
  if (environment === undefined) throw new Error('the environment is not served');
  const { experiments } = compileConfiguration({ ...environment, experiments: environment.running });
  const assign = experiments.get(key)?.assign;
  if (assign === undefined) throw new Error(`"${key}" is not served`);
  return units.map((unit) => assign(unit, { country }, { nowMs: Date.now() }).variantIndex);
}

function moved(before: readonly (number | null)[], after: readonly (number | null)[]): number {
  return before.filter((variant, index) => variant !== null && variant !== after[index]).length;
}

const variants = (weights: readonly number[], values: readonly unknown[] = [false, true]) =>
  weights.map((weight, index) => ({
    ...{ key: index === 0 ? 'control' : 'treatment', name: 'V', value: values[index], weight },
    isControl: index === 0,
  }));

it.each([
  ['a wider audience', { targeting: nordics }],
  ['more coverage', { coverage: 0.9 }],
  ['another plan', { plan: { looks: 3 } }],
])('nobody who is in moves by %s', async (_what, body) => {
  const { key, path } = await makeStarted({ coverage: 0.5 });
  const before = await drawn(key, 'SE');
  expect(before.filter((variant) => variant !== null).length).toBeGreaterThan(400);
  expect(await call('PATCH', path, { body, headers: { 'if-match': '"2"' } })).toMatchObject({
    status: 409,
    body: {
      code: 'NEEDS_NEW_RUN',
      detail: expect.stringContaining('units keep their variants, and those that were in') as string,
    },
  });
  expect(await change(path, body)).toMatchObject({
    status: 200,
    body: { runs: [{ number: 2 }, { number: 1 }] },
  });
  expect(moved(before, await drawn(key, 'SE'))).toBe(0);
  const joined = (await drawn(key, 'NO')).filter((variant) => variant !== null).length;
  expect(joined > 400).toBe('targeting' in body);
});

it('its place in a layer stays its own, also where another has become free', async () => {
  await call('POST', '/api/v1/layers', { body: { key: 'shared', name: 'Shared' } });
  const other = await makeStarted({ layer: { key: 'shared', share: 0.5 } });
  const { key, path } = await makeStarted({ layer: { key: 'shared', share: 0.3 } });
  const before = await drawn(key, 'SE');
  expect(await call('POST', `${other.path}/stop`)).toMatchObject({ status: 200 });
  await change(path, { targeting: nordics, layer: { key: 'shared', share: 0.6 } });
  const after = await drawn(key, 'SE');
  expect(moved(before, after)).toBe(0);
  expect(after.filter((variant) => variant !== null).length).toBeGreaterThan(500);
});

it.each([
  ['it is not sticky', { sticky: false }, { targeting: nordics }],
  ['it is sticky no more', {}, { sticky: false }],
  ['the weights change', {}, { variants: variants([0.4, 0.6]) }],
  [
    'a value changes',
    { valueType: 'string', variants: variants([0.5, 0.5], ['a', 'b']) },
    { variants: variants([0.5, 0.5], ['a', 'c']) },
  ],
])('everybody is drawn anew where %s', async (_why, first, body) => {
  const { key, path } = await makeStarted(first);
  const before = await drawn(key, 'SE');
  expect(await change(path, body)).toMatchObject({ status: 200 });
  expect(moved(before, await drawn(key, 'SE'))).toBeGreaterThan(300);
});

it('a stopped one that is started again is drawn anew', async () => {
  const { key, path } = await makeStarted();
  const before = await drawn(key, 'SE');
  await call('POST', `${path}/stop`);
  expect(await call('POST', `${path}/start`)).toMatchObject({ status: 200 });
  expect(moved(before, await drawn(key, 'SE'))).toBeGreaterThan(300);
});

it('units that were in the run before count in that one alone; who joins counts from its first exposure', async () => {
  const { key, path } = await makeStarted();
  const [first = 0] = await runIds(key);
  const meet = async (runId: number, names: readonly string[], minutes = 0) => {
    const occurredAt = new Date(Date.now() + minutes * 60_000);
    const rows = names.map((unit) => ({ runId, unit, variant: 0, occurredAt, attributes: null }));
    return writeExposures(database, rows);
  };
  await meet(first, ['a', 'b']);
  await change(path, { targeting: nordics });
  const [second = 0] = await runIds(key);
  expect(second).toBeGreaterThan(first);
  await meet(second, ['a', 'new-1']);
  // What waited is sent together.
  await writeExposures(
    database,
    [first, second].map((runId) => ({
      runId,
      unit: 'late',
      variant: 0,
      occurredAt: new Date(),
      attributes: null,
    })),
  );
  await meet(second, ['a', 'b', 'new-1', 'new-2']);
  const stored = await database.prisma.exposure.findMany({
    where: { runId: second },
    orderBy: { unit: 'asc' },
  });
  expect(stored.map(({ unit, otherVariant }) => [unit, otherVariant])).toEqual([
    ['a', -2],
    ['b', -2],
    ['late', -2],
    ['new-1', null],
    ['new-2', null],
  ]);
  const ofFirst = await database.prisma.exposure.findMany({ where: { runId: first } });
  expect(ofFirst.map(({ otherVariant }) => otherVariant)).toEqual([null, null, null]);
  // A third run: those of both before it are out.
  await call('PATCH', path, { body: { coverage: 0.9, newRun: true }, headers: { 'if-match': '"3"' } });
  const [third = 0] = await runIds(key);
  await meet(third, ['a', 'new-1', 'newest']);
  const ofThird = await database.prisma.exposure.findMany({ where: { runId: third, otherVariant: null } });
  expect(ofThird.map(({ unit }) => unit)).toEqual(['newest']);
});

/** Newest first. */
async function runIds(key: string): Promise<readonly number[]> {
  const runs = await database.prisma.run.findMany({
    where: { experiment: { key } },
    orderBy: { id: 'desc' },
  });
  return runs.map(({ id }) => id);
}
