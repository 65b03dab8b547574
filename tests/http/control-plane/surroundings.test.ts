import { describe, expect, it } from 'vitest';
import { compileConfiguration } from '../../../lib/assignment/compile-configuration';
import { loadConfiguration } from '../../../lib/configuration/load-configuration';
import { controlPlaneCaller } from '../../support/control-plane';
import { recordLog } from '../../support/data-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const workspace = await createWorkspace(database);
const call = controlPlaneCaller(database, workspace.secretKey);
const stranger = controlPlaneCaller(database, (await createWorkspace(database, 'Other')).secretKey);

const units = Array.from({ length: 4000 }, (_, index) => `unit-${index}`);

let made = 0;
async function makeExperiment(changes: Readonly<Record<string, unknown>> = {}) {
  made += 1;
  const key = `experiment-${made}`;
  const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...changes }) });
  expect(answer.body).toMatchObject({ key });
  return { key, path: `/api/v1/experiments/${key}` };
}

async function makeStarted(changes: Readonly<Record<string, unknown>> = {}) {
  const experiment = await makeExperiment(changes);
  expect(await call('POST', `${experiment.path}/start`)).toMatchObject({ status: 200 });
  return experiment;
}

/** What the workspace's environment "production" serves by now, compiled. */
async function served(key: string) {
  const { environments } = await loadConfiguration({ database, log: recordLog() });
  const environment = environments.find(({ id }) => id === workspace.environmentId);
  if (environment === undefined) throw new Error('the environment is not served');
  const { experiments } = compileConfiguration({ ...environment, experiments: environment.running });
  const compiled = experiments.get(key);
  if (compiled === undefined) throw new Error(`"${key}" is not served`);
  return compiled;
}

const now = { nowMs: Date.now() };

describe('layers', () => {
  it('draw each run its own ranges, refuse what does not fit, and take it back when a run ends', async () => {
    await call('POST', '/api/v1/layers', { body: { key: 'pricing', name: 'Pricing' } });
    const first = await makeStarted({ layer: { key: 'pricing', share: 0.6 } });
    const second = await makeExperiment({ layer: { key: 'pricing', share: 0.5 } });
    const refused = await call('POST', `${second.path}/start`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'LAYER_FULL' } });
    expect(refused.body).toMatchObject({ detail: expect.stringContaining('40 % free') as string });

    const third = await makeStarted({ layer: { key: 'pricing', share: 0.4 } });
    const [one, other] = [await served(first.key), await served(third.key)];
    const isIn = (compiled: typeof one, unit: string) => compiled.assign(unit, {}, now).variant !== null;
    const inOne = units.filter((unit) => isIn(one, unit));
    expect(inOne.filter((unit) => isIn(other, unit))).toEqual([]);
    expect(Math.abs(inOne.length / units.length - 0.6)).toBeLessThan(0.05);
    expect(units.every((unit) => isIn(one, unit) || isIn(other, unit))).toBe(true);

    const layer = await call('GET', '/api/v1/layers/pricing');
    expect(layer.body).toMatchObject({
      uses: [
        {
          environment: 'production',
          freeShare: 0,
          places: [{ experiment: first.key }, { experiment: third.key }],
        },
        { environment: 'staging', freeShare: 1, places: [] },
      ],
    });
    await call('POST', `${first.path}/stop`);
    expect(await call('POST', `${second.path}/start`)).toMatchObject({ status: 200 });
    const inSecond = await served(second.key);
    expect(units.filter((unit) => isIn(inSecond, unit) && isIn(other, unit))).toEqual([]);
  });

  it('give runs that start at once ranges that do not overlap', async () => {
    await call('POST', '/api/v1/layers', { body: { key: 'busy', name: 'Busy' } });
    const drafts = await Promise.all(
      Array.from({ length: 6 }, () => makeExperiment({ layer: { key: 'busy', share: 0.25 } })),
    );
    const answers = await Promise.all(drafts.map(({ path }) => call('POST', `${path}/start`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 409, 409]);
    const { body } = await call('GET', '/api/v1/layers/busy');
    expect(body).toMatchObject({ uses: [{ freeShare: 0 }, { freeShare: 1 }] });
  });

  it('refuse a run of another type of unit', async () => {
    await call('POST', '/api/v1/layers', { body: { key: 'users', name: 'Users' } });
    await makeStarted({ layer: { key: 'users', share: 0.1 } });
    const devices = await makeExperiment({ unitType: 'device', layer: { key: 'users', share: 0.1 } });
    expect(await call('POST', `${devices.path}/start`)).toMatchObject({
      status: 409,
      body: { code: 'LAYER_UNIT_TYPE' },
    });
  });

  it('cannot be deleted while they are named, and are renamed by version', async () => {
    await call('POST', '/api/v1/layers', { body: { key: 'named', name: 'Named' } });
    const { path } = await makeExperiment({ layer: { key: 'named', share: 0.1 } });
    expect(await call('DELETE', '/api/v1/layers/named')).toMatchObject({ body: { code: 'LAYER_IN_USE' } });
    const rename = (version: number) =>
      call('PATCH', '/api/v1/layers/named', {
        body: { name: 'Renamed' },
        headers: { 'if-match': `"${version}"` },
      });
    expect(await rename(1)).toMatchObject({ status: 200, body: { name: 'Renamed', version: 2 } });
    expect(await rename(1)).toMatchObject({ status: 412 });
    await call('DELETE', path);
    expect(await call('DELETE', '/api/v1/layers/named')).toMatchObject({ status: 204 });
  });
});

describe('holdouts', () => {
  it('keep the same units out of every run that starts after them, shipped variants included, until released', async () => {
    const before = await makeStarted();
    const made = await call('POST', '/api/v1/holdouts', { body: { key: 'year', name: 'Year', share: 0.1 } });
    expect(made).toMatchObject({ status: 201, body: { share: 0.1, layer: null, releasedAt: null } });
    const after = await makeStarted();
    const isHeldOut = async (key: string) => {
      const { assign } = await served(key);
      return units.filter((unit) => assign(unit, {}, now).reason === 'HELD_OUT');
    };
    expect(await isHeldOut(before.key)).toEqual([]);
    const held = await isHeldOut(after.key);
    expect(Math.abs(held.length / units.length - 0.1)).toBeLessThan(0.03);
    expect(await call('POST', '/api/v1/holdouts/year/release')).toMatchObject({
      status: 409,
      body: { code: 'HOLDOUT_IN_USE' },
    });
    await call('POST', `${after.path}/ship`, { body: { variant: 'treatment' } });
    expect(await isHeldOut(after.key)).toEqual(held);
    expect(await call('POST', '/api/v1/holdouts/year/release')).toMatchObject({ status: 200 });
    expect(await isHeldOut(after.key)).toEqual([]);
  });

  it('never change their share, not even by hand', async () => {
    await call('POST', '/api/v1/holdouts', { body: { key: 'fixed', name: 'Fixed', share: 0.01 } });
    const change = await call('PATCH', '/api/v1/holdouts/fixed', {
      body: { share: 0.5 },
      headers: { 'if-match': '"1"' },
    });
    expect(change).toMatchObject({ status: 400 });
    const byHand = database.pool.query(`update holdouts set share = 0.5 where key = 'fixed'`);
    await expect(byHand).rejects.toThrow('never changed');
    await call('POST', '/api/v1/holdouts/fixed/release');
  });
});

describe('saved audiences', () => {
  const rule = (country: string) => ({ attribute: 'country', operator: 'equals', value: country });

  it('are frozen by a run in the version that it began with', async () => {
    await call('POST', '/api/v1/audiences', { body: { key: 'home', name: 'Home', rule: rule('SE') } });
    const running = await makeStarted({ targeting: { audience: 'home' } });
    const change = await call('PATCH', '/api/v1/audiences/home', {
      body: { rule: rule('NO') },
      headers: { 'if-match': '"1"' },
    });
    expect(change).toMatchObject({ status: 200, body: { version: 2 } });
    const later = await makeStarted({ targeting: { audience: 'home' } });
    const reasons = async (key: string) => {
      const { assign } = await served(key);
      return ['SE', 'NO'].map((country) => assign('u', { country }, now).reason);
    };
    expect(await reasons(running.key)).toEqual(['SPLIT', 'NOT_TARGETED']);
    expect(await reasons(later.key)).toEqual(['NOT_TARGETED', 'SPLIT']);
    expect(await call('DELETE', '/api/v1/audiences/home')).toMatchObject({
      body: { code: 'AUDIENCE_IN_USE' },
    });
  });

  it('name no other audience, and have to be there', async () => {
    const nested = { key: 'nested', name: 'Nested', rule: { any: [{ audience: 'home' }] } };
    expect(await call('POST', '/api/v1/audiences', { body: nested })).toMatchObject({ status: 400 });
    const body = experimentBody({ key: 'lost', targeting: { audience: 'nowhere' } });
    expect(await call('POST', '/api/v1/experiments', { body })).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/targeting' }] },
    });
  });
});

describe('a running experiment', () => {
  it('is ramped up within its run, and never down, not even by hand', async () => {
    const { key, path } = await makeStarted({ coverage: 0.3 });
    const takePart = async () => {
      const { assign } = await served(key);
      return new Map(units.map((unit) => [unit, assign(unit, {}, now).variantIndex]));
    };
    const before = await takePart();
    const ramped = await call('POST', `${path}/ramp`, { body: { coverage: 0.8 } });
    expect(ramped).toMatchObject({
      status: 200,
      body: { coverage: 0.8, runs: [{ number: 1, coverage: 0.8 }] },
    });
    const after = await takePart();
    const moved = units.filter((unit) => before.get(unit) !== null && before.get(unit) !== after.get(unit));
    expect(moved).toEqual([]);
    expect([...after.values()].filter((index) => index !== null).length).toBeGreaterThan(units.length * 0.7);
    expect(await call('POST', `${path}/ramp`, { body: { coverage: 0.5 } })).toMatchObject({
      status: 409,
      body: { code: 'COVERAGE_ONLY_GROWS' },
    });
    const byHand = database.pool.query(
      `insert into run_allocations (run_id, number, effective_from, coverage, reach)
       select runs.id, 3, now(), 0.1, '{1,1}' from runs
       where experiment_id = (select id from experiments where key = $1)`,
      [key],
    );
    await expect(byHand).rejects.toThrow('only grows');
  });

  it('is re-weighted within its run, moving nobody to another variant, and each period has a sample ratio of its own', async () => {
    const { key, path } = await makeStarted();
    const before = await served(key);
    const answer = await call('POST', `${path}/ramp`, {
      body: { weights: { control: 0.2, treatment: 0.8 } },
    });
    expect(answer).toMatchObject({ status: 200, body: { runs: [{ number: 1, reach: [0.25, 1] }] } });
    const after = await served(key);
    const counts = [0, 0];
    for (const unit of units) {
      const [was, is] = [before, after].map(({ assign }) => assign(unit, {}, now).variantIndex);
      if (typeof is !== 'number') continue;
      expect(is).toBe(was);
      counts[is] = (counts[is] ?? 0) + 1;
    }
    const [control = 0, treatment = 0] = counts;
    expect(Math.abs(control / (control + treatment) - 0.2)).toBeLessThan(0.04);
    const analysis = await call('POST', `${path}/analyses`);
    expect(analysis.body).toMatchObject({
      result: {
        health: {
          sampleRatio: { ok: false, reason: 'too-few-units' },
          sampleRatioAlarm: false,
          periodRatios: [{ expectedShares: [0.5, 0.5] }, { until: null, expectedShares: [0.2, 0.8] }],
        },
      },
    });
  });

  it.each([
    [{ control: 0.5 }, 400],
    [{ control: 0.5, treatment: 0.6 }, 400],
    [{ control: 0.5, treatment: 0.5, other: 0 }, 400],
  ])('refuses the weights %j', async (weights, status) => {
    const { path } = await makeStarted();
    expect(await call('POST', `${path}/ramp`, { body: { weights } })).toMatchObject({ status });
  });

  it('stops its intake and keeps those assigned; stopping ends it for all', async () => {
    const { key, path } = await makeStarted();
    const closed = await call('POST', `${path}/stop`, { body: { keepAssigned: true } });
    expect(closed).toMatchObject({ status: 200, body: { status: 'running' } });
    const { assign, remembers } = await served(key);
    expect(remembers).toBe(true);
    expect(assign('u', {}, now).reason).toBe('INTAKE_CLOSED');
    expect(assign('u', {}, { ...now, kept: () => 'treatment' }).reason).toBe('SPLIT');
    expect(await call('POST', `${path}/stop`, { body: { keepAssigned: true } })).toMatchObject({
      body: { code: 'INTAKE_CLOSED' },
    });
    expect(await call('POST', `${path}/stop`)).toMatchObject({ body: { status: 'stopped' } });
    await expect(served(key)).rejects.toThrow('not served');
  });

  it('ships a variant to everybody, and stopping takes it back', async () => {
    const { key, path } = await makeStarted({ coverage: 0.1, targeting: { any: [] } });
    expect(await call('POST', `${path}/ship`, { body: { variant: 'nothing' } })).toMatchObject({
      status: 400,
    });
    const shipped = await call('POST', `${path}/ship`, { body: { variant: 'treatment' } });
    expect(shipped).toMatchObject({ body: { status: 'shipped', runs: [{ shippedVariant: 'treatment' }] } });
    const { assign } = await served(key);
    expect(assign('anybody', {}, now)).toMatchObject({ reason: 'SHIPPED', variantIndex: 1 });
    expect(await call('POST', `${path}/stop`)).toMatchObject({ body: { status: 'stopped' } });
    await expect(served(key)).rejects.toThrow('not served');
    await call('POST', `${path}/ship`, { body: { variant: 'control' } });
    expect(await call('POST', `${path}/start`)).toMatchObject({ body: { status: 'running' } });
    expect((await served(key)).experiment).toMatchObject({ run: 2, shipped: null });
  });

  it('follows its end and its forced units without a new run, and names no unit in what it serves', async () => {
    const { key, path } = await makeStarted();
    const patch = (version: number, body: object) =>
      call('PATCH', path, { body, headers: { 'if-match': `"${version}"` } });
    const forced = [{ unit: 'anna@example.com', variant: 'treatment' }];
    expect(await patch(2, { forced, endsAt: '2099-01-01T00:00:00Z' })).toMatchObject({
      status: 200,
      body: { runs: [{ number: 1 }], endsAt: '2099-01-01T00:00:00.000Z' },
    });
    const { assign, experiment } = await served(key);
    expect(assign('anna@example.com', {}, now)).toMatchObject({ reason: 'FORCED', variantIndex: 1 });
    expect(assign('u', {}, { nowMs: Date.UTC(2100, 0) }).reason).toBe('ENDED');
    expect(JSON.stringify(experiment)).not.toContain('anna');
    expect(await patch(3, { sticky: true })).toMatchObject({ body: { code: 'NEEDS_NEW_RUN' } });
    expect(await patch(3, { forced: [{ unit: 'x', variant: 'gone' }] })).toMatchObject({ status: 400 });
  });
});

describe('prerequisites', () => {
  it('have to be there, and cannot wait for one another in a circle', async () => {
    const first = await makeExperiment();
    const second = await makeExperiment({
      prerequisite: { experiment: first.key, variants: ['treatment'] },
    });
    const patch = (prerequisite: object) =>
      call('PATCH', first.path, { body: { prerequisite }, headers: { 'if-match': '"1"' } });
    expect(await patch({ experiment: second.key, variants: ['treatment'] })).toMatchObject({
      status: 400,
      body: { problems: [{ pointer: '/prerequisite/experiment' }] },
    });
    expect(await patch({ experiment: first.key, variants: ['treatment'] })).toMatchObject({ status: 400 });
    expect(await patch({ experiment: 'nowhere', variants: ['treatment'] })).toMatchObject({ status: 400 });
    const unknown = { prerequisite: { experiment: first.key, variants: ['gone'] } };
    expect(
      await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'third', ...unknown }) }),
    ).toMatchObject({ body: { problems: [{ pointer: '/prerequisite/variants/0' }] } });
  });
});

describe('a prerequisite of another unit type', () => {
  it('is refused when it is saved, and when it came to be one by the start', async () => {
    const first = await makeExperiment({ unitType: 'device' });
    const prerequisite = { experiment: first.key, variants: ['treatment'] };
    const body = experimentBody({ key: 'of-users', unitType: 'user', prerequisite });
    expect(await call('POST', '/api/v1/experiments', { body })).toMatchObject({
      status: 400,
      body: {
        problems: [
          { pointer: '/prerequisite/experiment', detail: expect.stringContaining('"device"') as string },
        ],
      },
    });
    const second = await makeExperiment({ unitType: 'device', prerequisite });
    const changed = { body: { unitType: 'user' }, headers: { 'if-match': '"1"' } };
    expect(await call('PATCH', first.path, changed)).toMatchObject({ status: 200 });
    expect(await call('POST', `${second.path}/start`)).toMatchObject({
      status: 409,
      body: { code: 'PREREQUISITE_UNIT_TYPE' },
    });
  });
});

describe('another workspace', () => {
  it('sees and touches nothing of this one, and cannot name it', async () => {
    for (const kind of ['layers/pricing', 'holdouts/year', 'audiences/home']) {
      const path = `/api/v1/${kind}`;
      expect(await stranger('GET', path), path).toMatchObject({ status: 404 });
      expect(
        await stranger('PATCH', path, { body: { name: 'Mine' }, headers: { 'if-match': '"1"' } }),
      ).toMatchObject({ status: 404 });
      const last = kind.startsWith('holdouts') ? ['POST', `${path}/release`] : ['DELETE', path];
      expect(await stranger(last[0] ?? '', last[1] ?? '')).toMatchObject({ status: 404 });
    }
    expect((await stranger('GET', '/api/v1/layers')).body).toEqual({ layers: [], next: null });
    const named = [{ layer: { key: 'pricing', share: 0.1 } }, { targeting: { audience: 'home' } }];
    for (const changes of named) {
      const body = experimentBody({ key: 'foreign', ...changes });
      expect(await stranger('POST', '/api/v1/experiments', { body })).toMatchObject({ status: 400 });
    }
    const mine = await makeStarted();
    for (const verb of ['ramp', 'ship', 'stop']) {
      const body = verb === 'ramp' ? { coverage: 1 } : verb === 'ship' ? { variant: 'control' } : {};
      expect(await stranger('POST', `${mine.path}/${verb}`, { body })).toMatchObject({ status: 404 });
    }
  });
});
