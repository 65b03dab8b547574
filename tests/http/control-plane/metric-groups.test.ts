import { describe, expect, it } from 'vitest';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);
const stranger = controlPlaneCaller(database, (await createWorkspace(database, 'Other')).secretKey);
const path = '/api/v1/metric-groups';

for (const key of ['rate', 'spend', 'speed']) {
  const definition = { version: 2, event: key, window: { lengthHours: 24 } };
  await call('POST', '/api/v1/metrics', { body: { key, name: key, kind: 'count', definition } });
}

const uses = [
  { metric: 'rate', role: 'success', minimumEffectRelative: 0.02 },
  { metric: 'speed', role: 'guardrail', relativeMargin: 0.01 },
];
const full = uses.map((use) => ({ relativeMargin: null, minimumEffectRelative: null, ...use }));

describe('metric groups', () => {
  it('are saved, listed, changed with the version that was read, and deleted', async () => {
    const body = { key: 'basics', name: 'Basics', metrics: uses };
    expect(await call('POST', path, { body })).toMatchObject({
      status: 201,
      body: { metrics: full, version: 1 },
    });
    expect(await call('POST', path, { body })).toMatchObject({
      status: 409,
      body: { code: 'DUPLICATE_KEY' },
    });
    expect((await call('GET', path)).body).toMatchObject({ groups: [{ key: 'basics' }], next: null });
    const renamed = { body: { name: 'Checkout basics' }, headers: { 'if-match': '"1"' } };
    expect(await call('PATCH', `${path}/basics`, renamed)).toMatchObject({
      status: 200,
      body: { name: 'Checkout basics', metrics: full, version: 2 },
    });
    expect(await call('PATCH', `${path}/basics`, renamed)).toMatchObject({ status: 412 });
    const fewer = { body: { metrics: uses.slice(1) }, headers: { 'if-match': '"2"' } };
    expect(await call('PATCH', `${path}/basics`, fewer)).toMatchObject({ body: { metrics: full.slice(1) } });
    expect(await call('DELETE', `${path}/basics`)).toMatchObject({ status: 204 });
    expect(await call('GET', `${path}/basics`)).toMatchObject({ status: 404 });
  });

  it('refuse a metric that is not there, one that is listed twice, and none at all', async () => {
    const post = (metrics: readonly unknown[]) =>
      call('POST', path, { body: { key: 'bad', name: 'Bad', metrics } });
    for (const metrics of [[{ metric: 'nowhere', role: 'success' }], [uses[0], uses[0]], []]) {
      expect(await post(metrics)).toMatchObject({ status: 400 });
    }
  });

  it('are added to an experiment in one act, behind what it has and without changing it', async () => {
    await call('POST', path, {
      body: { key: 'whole', name: 'Whole', metrics: [...uses, { metric: 'spend', role: 'quality' }] },
    });
    const own = { metric: 'speed', role: 'success', relativeMargin: null, minimumEffectRelative: 0.1 };
    await call('POST', '/api/v1/experiments', { body: experimentBody({ metrics: [own] }) });
    const add = (body: object, headers = {}) =>
      call('POST', '/api/v1/experiments/checkout/metric-groups', { body, headers });
    expect(await add({ group: 'nowhere' })).toMatchObject({ status: 404 });
    expect(await add({ group: 'whole' }, { 'if-match': '"7"' })).toMatchObject({ status: 412 });
    const added = await add({ group: 'whole' }, { 'if-match': '"1"' });
    const spend = { metric: 'spend', role: 'quality', relativeMargin: null, minimumEffectRelative: null };
    expect(added).toMatchObject({ status: 200, body: { version: 2, metrics: [own, full[0], spend] } });
    // What was added is the experiment's own: the group may go, and its metrics may not while it is there.
    const archived = await call('DELETE', '/api/v1/metrics/rate');
    expect(archived).toMatchObject({ status: 409, body: { code: 'METRIC_IN_USE' } });
    await call('POST', '/api/v1/experiments/checkout/start');
    // A running experiment that has them all is not changed; one that has not needs a new run.
    expect(await add({ group: 'whole' })).toMatchObject({ status: 200 });
    const wide = { key: 'wide', name: 'Wide', metrics: [{ metric: 'late', role: 'success' }] };
    const definition = { version: 2, event: 'late', window: { lengthHours: 24 } };
    await call('POST', '/api/v1/metrics', { body: { key: 'late', name: 'Late', kind: 'count', definition } });
    await call('POST', path, { body: wide });
    expect(await add({ group: 'wide' })).toMatchObject({ status: 409, body: { code: 'NEEDS_NEW_RUN' } });
    expect(await add({ group: 'wide', newRun: true })).toMatchObject({
      status: 200,
      body: { runs: [{ number: 2 }, { number: 1 }] },
    });
  });

  it('keep their metrics from being archived, and are not there for another workspace', async () => {
    const definition = { version: 2, event: 'e', window: { lengthHours: 24 } };
    await call('POST', '/api/v1/metrics', { body: { key: 'only', name: 'Only', kind: 'count', definition } });
    const metrics = [{ metric: 'only', role: 'success' }];
    await call('POST', path, { body: { key: 'kept', name: 'Kept', metrics } });
    const refused = await call('DELETE', '/api/v1/metrics/only');
    expect(refused).toMatchObject({ status: 409, body: { code: 'METRIC_IN_USE' } });
    expect(JSON.stringify(refused.body)).toContain('metric group \\"kept\\"');
    for (const [method, answer] of [
      ['GET', 404],
      ['DELETE', 404],
    ] as const) {
      expect(await stranger(method, `${path}/kept`)).toMatchObject({ status: answer });
    }
    expect((await stranger('GET', path)).body).toEqual({ groups: [], next: null });
    await call('DELETE', `${path}/kept`);
    expect(await call('DELETE', '/api/v1/metrics/only')).toMatchObject({ status: 200 });
  });
});
