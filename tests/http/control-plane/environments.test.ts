import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../../lib/database/client';
import { shipExperiment } from '../../../lib/verbs/experiments/ship-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { keyScopes } from '../../../lib/auth/permissions';
import { createKey } from '../../../lib/verbs/keys/create-key';
import { readProgram } from '../../../lib/verbs/learning/read-program';
import { controlPlaneCaller } from '../../support/control-plane';
import { send, startDataPlane } from '../../support/data-plane';
import { cloneDatabaseUrl } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

// What runs in production is rehearsed in staging: one active run for each environment.

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 4 });
afterAll(() => database.close());
const { ctx, secretKey } = await createWorkspace(database);
const keyOf = async (environment: string) =>
  (
    await createKey({
      ctx,
      input: { environment, kind: 'secret', name: environment, scopes: [...keyScopes] },
    })
  ).token;
const stagingKey = await keyOf('staging');
const productionKey = await keyOf('production');
const call = controlPlaneCaller(database, secretKey);
const staging = controlPlaneCaller(database, stagingKey);
const production = controlPlaneCaller(database, productionKey);
const { url } = await startDataPlane({ databaseUrl, pollIntervalMs: 100 });

/** An experiment that runs in production (run 1) and in staging (run 2). */
async function runsInBoth(key: string, changes: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const path = `/api/v1/experiments/${key}`;
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...changes }) });
  expect(await call('POST', `${path}/start`, { body: { environment: 'production' } })).toMatchObject({
    status: 200,
  });
  expect(await call('POST', `${path}/start`, { body: { environment: 'staging' } })).toMatchObject({
    status: 200,
    body: { status: 'running' },
  });
  return path;
}

/** The run and the reason with which the key's environment answers for the experiment. */
async function served(key: string, experiment: string): Promise<unknown> {
  const { body } = await send(`${url}/api/v1/assignments`, key, {
    unit: 'somebody',
    experiments: [experiment],
    expose: false,
  });
  const { run, reason } = (body as { assignments: Record<string, Record<string, unknown>> }).assignments[
    experiment
  ] ?? { run: 'unknown' };
  return { run, reason };
}

const active = [
  { number: 2, environment: 'staging', endedAt: null },
  { number: 1, environment: 'production', endedAt: null },
];

it('runs in staging what runs in production, and each key gets the run of its own environment', async () => {
  const path = await runsInBoth('both', { layer: null });
  expect(await call('GET', path)).toMatchObject({
    body: {
      status: 'running',
      runs: active,
      environments: [
        { environment: 'staging', status: 'running', run: 2 },
        { environment: 'production', status: 'running', run: 1 },
      ],
    },
  });
  await expect.poll(() => served(productionKey, 'both')).toEqual({ run: 1, reason: 'SPLIT' });
  await expect.poll(() => served(stagingKey, 'both')).toEqual({ run: 2, reason: 'SPLIT' });
  expect(await staging('GET', path)).toMatchObject({
    body: { runs: active.slice(0, 1), environments: [{ environment: 'staging' }] },
  });
  for (const environment of ['production', 'staging']) {
    expect(await call('POST', `${path}/start`, { body: { environment } })).toMatchObject({
      status: 409,
      body: { code: 'ALREADY_RUNNING', detail: `"both" is already running in "${environment}".` },
    });
  }
});

it('starts once in each environment, of many starts at once', async () => {
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'raced' }) });
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, index) => {
      const environment = index % 2 === 0 ? 'production' : 'staging';
      return call('POST', '/api/v1/experiments/raced/start', { body: { environment } });
    }),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
  const where = { experiment: { key: 'raced' } };
  const runs = await database.prisma.run.findMany({ where, orderBy: { number: 'asc' } });
  expect(runs.map(({ number, endedAt }) => [number, endedAt])).toEqual([
    [1, null],
    [2, null],
  ]);
});

it('stops in one environment, and the other goes on', async () => {
  const path = await runsInBoth('stopped');
  expect(await staging('POST', `${path}/stop`)).toMatchObject({ status: 200, body: { status: 'running' } });
  await expect.poll(() => served(stagingKey, 'stopped')).toMatchObject({ reason: 'DISABLED' });
  expect(await served(productionKey, 'stopped')).toEqual({ run: 1, reason: 'SPLIT' });
  expect(await staging('POST', `${path}/stop`)).toMatchObject({ status: 403 });
  expect(await call('POST', `${path}/stop`, { body: { environment: 'staging' } })).toMatchObject({
    status: 409,
    body: { code: 'NOT_RUNNING', detail: '"stopped" is not running in "staging".' },
  });
  expect(await call('POST', `${path}/archive`)).toMatchObject({ body: { code: 'STILL_RUNNING' } });
  expect(await call('POST', `${path}/stop`)).toMatchObject({ status: 200, body: { status: 'stopped' } });
});

it('closes the intake and ramps in the environment that is named', async () => {
  const path = await runsInBoth('ramped', { coverage: 0.5 });
  const environment = 'staging';
  await call('POST', `${path}/stop`, { body: { environment, keepAssigned: true } });
  await call('POST', `${path}/ramp`, { body: { environment, coverage: 1 } });
  expect(await call('GET', path)).toMatchObject({
    body: {
      // With two runs, the set-up says what both began with.
      coverage: 0.5,
      runs: [
        { environment, coverage: 1, intakeClosedAt: expect.any(String) as string },
        { environment: 'production', coverage: 0.5, intakeClosedAt: null },
      ],
    },
  });
});

it('ships in one environment, and the other goes on until it is stopped or shipped itself', async () => {
  const path = await runsInBoth('shipped');
  const variant = 'treatment';
  expect(await staging('POST', `${path}/ship`, { body: { variant } })).toMatchObject({
    status: 200,
    body: { status: 'running', environments: [{ environment: 'staging', status: 'shipped' }] },
  });
  await expect.poll(() => served(stagingKey, 'shipped')).toMatchObject({ run: 2, reason: 'SHIPPED' });
  expect(await served(productionKey, 'shipped')).toEqual({ run: 1, reason: 'SPLIT' });
  expect(await production('POST', `${path}/stop`)).toMatchObject({ body: { status: 'shipped' } });
  expect(await call('POST', `${path}/ship`, { body: { environment: 'production', variant } })).toMatchObject({
    body: {
      environments: [
        { environment: 'staging', status: 'shipped', run: 2 },
        { environment: 'production', status: 'shipped', run: 1 },
      ],
    },
  });
});

it('asks which environment is meant where nobody can say, and takes the only one that runs', async () => {
  await runsInBoth('unnamed');
  const key = 'unnamed';
  const several = {
    code: 'SEVERAL_ENVIRONMENTS',
    message: '"unnamed" has runs in "staging" and "production": name the "environment" that is meant.',
  };
  await expect(stopExperiment({ ctx, input: { key } })).rejects.toMatchObject(several);
  await expect(stopExperiment({ ctx, input: { key, keepAssigned: true } })).rejects.toMatchObject(several);
  await expect(shipExperiment({ ctx, input: { key, variant: 'control' } })).rejects.toMatchObject(several);
  await stopExperiment({ ctx, input: { key, environment: 'production' } });
  // A key of the whole workspace, of production itself, finds nothing of its own to stop.
  expect(await call('POST', `/api/v1/experiments/${key}/stop`)).toMatchObject({
    status: 200,
    body: { status: 'stopped' },
  });
});

it('begins the next run in one environment with what is changed, and the other keeps what it froze', async () => {
  const path = await runsInBoth('changed');
  const headers = { 'if-match': '"3"' };
  const coverage = 0.5;
  expect(await call('PATCH', path, { headers, body: { coverage } })).toMatchObject({
    status: 409,
    body: {
      code: 'NEEDS_NEW_RUN',
      detail: expect.stringContaining('It runs in "staging" and "production"') as string,
    },
  });
  const body = { coverage, newRun: true, environment: 'staging' };
  expect(await call('PATCH', path, { headers, body: { ...body, environment: 'nowhere' } })).toMatchObject({
    status: 404,
  });
  expect(await call('PATCH', path, { headers, body })).toMatchObject({
    status: 200,
    body: {
      coverage,
      runs: [
        { number: 3, environment: 'staging', endedAt: null, coverage },
        { number: 2, environment: 'staging', endedAt: expect.any(String) as string },
        { number: 1, environment: 'production', endedAt: null, coverage: 1 },
      ],
    },
  });
});

it('draws anew where the run that ends began with another definition than is changed, be it sticky', async () => {
  const path = await runsInBoth('sticky', { sticky: true });
  const { variants } = experimentBody();
  const swapped = (variants as readonly object[]).map((variant, index) => ({
    ...variant,
    key: ['control', 'other'][index],
  }));
  const change = (version: number, body: object) =>
    call('PATCH', path, { headers: { 'if-match': `"${version}"` }, body: { ...body, newRun: true } });
  expect(await change(3, { variants: swapped, environment: 'staging' })).toMatchObject({ status: 200 });
  expect(await change(4, { coverage: 0.9, environment: 'production' })).toMatchObject({ status: 200 });
  expect(await change(5, { coverage: 0.8, environment: 'production' })).toMatchObject({ status: 200 });
  const stored = await database.prisma.run.findMany({
    where: { experiment: { key: 'sticky' } },
    orderBy: { number: 'asc' },
  });
  const [production, first, second, third, fourth] = stored.map(({ salt }) => salt);
  expect(new Set([production, first, second, third]).size).toBe(4);
  expect(fourth).toBe(third);
});

it('lets both runs follow the end and the forced units', async () => {
  const path = await runsInBoth('followed');
  const endsAt = '2099-01-01T00:00:00.000Z';
  expect(await call('PATCH', path, { headers: { 'if-match': '"3"' }, body: { endsAt } })).toMatchObject({
    status: 200,
    body: { runs: active },
  });
  for (const key of [productionKey, stagingKey]) {
    const told = async () => {
      const answer = await fetch(`${url}/api/v1/configuration`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const { experiments } = z
        .object({ experiments: z.array(z.object({ key: z.string(), endsAt: z.number().nullish() })) })
        .parse(await answer.json());
      return experiments.find((one) => one.key === 'followed')?.endsAt;
    };
    await expect.poll(told).toBe(Date.parse(endsAt));
  }
});

it('shows the run of production, or of the key, and not a later rehearsal', async () => {
  const path = await runsInBoth('read');
  for (const run of [1, 2]) await call('POST', `${path}/analyses`, { body: { run } });
  expect(await call('GET', `${path}/analyses/latest`)).toMatchObject({ body: { runNumber: 1 } });
  const latest = await staging('GET', `${path}/analyses/latest`);
  expect(latest).toMatchObject({ body: { runNumber: 2 } });
  // Behind what is none of the list nothing comes, which would look like its end.
  const { id } = z.object({ id: z.string() }).parse(latest.body);
  expect(await staging('GET', `${path}/analyses?after=${id}`)).toMatchObject({
    status: 200,
    body: { next: null },
  });
  for (const place of [id, randomUUID()]) {
    expect(await production('GET', `${path}/analyses?after=${place}`)).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/after' }] },
    });
  }
  expect(await call('GET', `${path}/export?run=2`)).toMatchObject({ body: { runNumber: 2 } });
  expect(await staging('GET', `${path}/export?run=1`)).toMatchObject({ status: 403 });
  expect(await call('GET', '/api/v1/experiments?search=read')).toMatchObject({
    body: { experiments: [{ runToRead: 1 }] },
  });
  await call('POST', `${path}/stop`, { body: { environment: 'production' } });
  const program = await readProgram({ ctx, input: { search: 'read' } });
  expect(JSON.stringify(program)).toContain('"key":"read"');
});

it('gives each environment its own place in a layer', async () => {
  await call('POST', '/api/v1/layers', { body: { key: 'page', name: 'Page' } });
  await runsInBoth('layered', { layer: { key: 'page', share: 0.75 } });
  expect(await call('GET', '/api/v1/layers/page')).toMatchObject({
    body: {
      uses: [
        { environment: 'production', freeShare: 0.25, places: [{ experiment: 'layered', run: 1 }] },
        { environment: 'staging', freeShare: 0.25, places: [{ experiment: 'layered', run: 2 }] },
      ],
    },
  });
});
