import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { controlPlaneCaller } from '../../support/control-plane';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();
const { secretKey } = await createWorkspace(database);
const ask = controlPlaneCaller(database, secretKey);
const bodySchema = z.record(z.string(), z.unknown());

async function call(...request: Parameters<typeof ask>) {
  const answer = await ask(...request);
  return { ...answer, body: bodySchema.parse(answer.body) };
}

let created = 0;
async function draft(fields: Readonly<Record<string, unknown>> = {}) {
  created += 1;
  const key = `changed-${String(created)}`;
  const answer = await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...fields }) });
  expect(answer.status).toBe(201);
  return `/api/v1/experiments/${key}`;
}

const patch = (path: string, body: unknown, version = 1) =>
  call('PATCH', path, { body, headers: { 'if-match': `"${String(version)}"` } });

describe('PATCH', () => {
  it('keeps every member that it does not name, at every depth', async () => {
    const plan = { method: 'fixed', alphaTwoSided: 0.01, power: 0.9, plannedUnits: 500, plannedDays: 14 };
    const path = await draft({ plan, trigger: { event: 'open', from: 'exposure' } });
    const before = (await call('GET', path)).body;
    const answer = await patch(path, { plan: { plannedUnits: 600 }, trigger: { event: 'opened' } });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      ...before,
      plan: { ...plan, spending: 'obrien-fleming', looks: 5, plannedUnits: 600 },
      trigger: { event: 'opened', where: [], from: 'exposure' },
      version: 2,
      updatedAt: expect.any(String) as unknown,
    });
  });

  it('takes null where a member may be null, and refuses it elsewhere rather than falling back to a default', async () => {
    const path = await draft({ coverage: 0.5, plan: { plannedDays: 14 }, endsAt: '2030-01-01T00:00:00Z' });
    expect(await patch(path, { plan: { plannedDays: null }, endsAt: null })).toMatchObject({
      status: 200,
      body: { coverage: 0.5, plan: { plannedDays: null, looks: 5 }, endsAt: null },
    });
    for (const [body, pointer] of [
      [{ coverage: null }, '/coverage'],
      [{ plan: null }, '/plan'],
      [{ plan: { looks: null } }, '/plan/looks'],
      [{ targeting: null }, '/targeting'],
    ] as const) {
      expect(await patch(path, body, 2)).toMatchObject({ status: 400, body: { problems: [{ pointer }] } });
    }
  });

  it('replaces lists and targeting rules whole', async () => {
    const rule = { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] };
    const path = await draft({ targeting: rule });
    const targeting = { any: [{ attribute: 'plan', operator: 'in', value: ['pro'] }] };
    expect(await patch(path, { targeting })).toMatchObject({ status: 200, body: { targeting } });
    const { body } = await call('GET', path);
    expect(body).toMatchObject({ targeting });
    expect(JSON.stringify(body)).not.toContain('country');
  });

  it('of a running experiment needs no new run where it says the same: names of variants, another order of a list', async () => {
    const rule = (value: readonly string[]) => ({ all: [{ attribute: 'country', operator: 'in', value }] });
    const path = await draft({
      targeting: rule(['SE', 'NO']),
      segments: [{ attribute: 'a' }, { attribute: 'b' }],
    });
    await call('POST', `${path}/start`);
    const [control, treatment] = z.array(z.looseObject({})).parse(experimentBody()['variants']);
    const body = {
      variants: [{ ...control, name: 'As it was' }, treatment],
      targeting: rule(['NO', 'SE']),
      segments: [{ attribute: 'b' }, { attribute: 'a' }],
    };
    expect(await patch(path, body, 2)).toMatchObject({
      status: 200,
      body: { ...body, runs: [{ number: 1, endedAt: null }] },
    });
    for (const other of [{ targeting: rule(['NO', 'SE', 'DK']) }, { variants: [treatment, control] }]) {
      expect(await patch(path, other, 3)).toMatchObject({ status: 409, body: { code: 'NEEDS_NEW_RUN' } });
    }
  });

  it('that changes nothing leaves the version, the audit log and the time of change alone', async () => {
    const path = await draft();
    const { body: before, headers } = await call('GET', path);
    const same = [{}, { plan: {} }, { name: 'Checkout', coverage: 1, plan: { looks: 5 }, newRun: true }];
    const entries = () => database.prisma.auditEntry.count();
    const count = await entries();
    for (const body of same) {
      const answer = await patch(path, body);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, headers.get('etag')]);
      expect(answer.body).toEqual(before);
    }
    expect(await entries()).toBe(count);
  });

  it('says where it went wrong in the body that was sent', async () => {
    const path = await draft();
    const answer = await patch(path, {
      colour: 'red',
      plan: { alpha: 0.1, looks: 0 },
      variants: [{ key: 'a', name: 'A', value: true, weight: 2, isControl: true }],
      targeting: { all: [{ attribute: 'a', operator: 'is', value: 1 }] },
    });
    expect(answer.status).toBe(400);
    expect(problemsOf(answer.body)).toEqual(
      expect.arrayContaining([
        '/colour',
        '/plan/alpha',
        '/plan/looks',
        '/variants/0/weight',
        '/targeting/all/0/operator',
      ]),
    );
    expect(problemsOf((await call('POST', '/api/v1/experiments', { body: { 'a/b~c': 1 } })).body)).toContain(
      '/a~1b~0c',
    );
  });

  it('of a metric changes a part of its definition', async () => {
    const definition = {
      ...{ version: 2, event: 'purchase', winsorisation: 0.99, covariate: { lengthHours: 24 } },
      window: { startHours: 1, lengthHours: 48, mustBeComplete: true },
    };
    const metric = { key: 'spend', name: 'Spend', kind: 'sum', definition, unit: 'EUR' };
    const { body: before } = await call('POST', '/api/v1/metrics', { body: metric });
    const path = '/api/v1/metrics/spend';
    const longer = await patch(path, { definition: { window: { lengthHours: 72 } } });
    const window = { startHours: 1, lengthHours: 72, mustBeComplete: true };
    expect(longer).toMatchObject({
      status: 200,
      body: { definition: { ...definition, window }, unit: 'EUR' },
    });
    const again = await patch(path, { definition: { window: { lengthHours: 48 } }, name: 'Spend' }, 2);
    expect(again.body).toMatchObject({ version: 3, definition: before['definition'] });
    expect(await patch(path, { name: 'Spend' }, 3)).toMatchObject({ status: 200, body: { version: 3 } });
    expect(problemsOf((await patch(path, { definition: { window: { hours: 3 } } }, 3)).body)).toEqual([
      '/definition/window/hours',
    ]);
  });

  it.each([
    ['layers', { name: 'One' }],
    ['holdouts', { name: 'One', share: 0.1 }],
    [
      'audiences',
      { name: 'One', rule: { all: [{ attribute: 'country', operator: 'exists', value: true }] } },
    ],
    ['metric-groups', { name: 'One', metrics: [{ metric: 'spend', role: 'success' }] }],
  ])('of %s changes what it names, and nothing where all is as it was', async (kind, fields) => {
    const { body: before } = await call('POST', `/api/v1/${kind}`, { body: { key: 'one', ...fields } });
    const path = `/api/v1/${kind}/one`;
    expect(await patch(path, { name: 'One' })).toMatchObject({ status: 200, body: before });
    const { version: _, updatedAt: __, ...kept } = before;
    expect(await patch(path, { name: 'Two' })).toMatchObject({
      status: 200,
      body: { ...kept, name: 'Two', version: 2 },
    });
    expect(problemsOf((await patch(path, { name: '', id: 7 }, 2)).body)).toEqual(['/name', '/id']);
  });
});

function problemsOf({ problems }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return z
    .array(z.object({ pointer: z.string() }))
    .parse(problems)
    .map(({ pointer }) => pointer);
}

describe('weights', () => {
  const of = (weights: readonly number[]) =>
    weights.map((weight, index) => ({
      ...{ key: `v${String(index)}`, name: 'V', value: index > 0, weight },
      isControl: index === 0,
    }));

  it.each([
    ['.333 three times', Array<number>(3).fill(0.333), 1 / 3],
    ['.1429 seven times', Array<number>(7).fill(0.1429), 1 / 7],
  ])('written as %s are taken, made exact, and answered as they are stored', async (_, weights, exact) => {
    const path = await draft({ variants: of(weights) });
    const { body } = await call('GET', path);
    const stored = weightsOf(body);
    expect(stored).toHaveLength(weights.length);
    for (const weight of stored) expect(weight).toBeCloseTo(exact, 14);
    // Reading and sending back changes nothing.
    expect(await patch(path, { variants: body['variants'] })).toMatchObject({ body: { version: 1 } });
    expect(await call('POST', `${path}/start`)).toMatchObject({ status: 200 });
  });

  it('are refused where they sum to something else', async () => {
    const body = experimentBody({ key: 'far', variants: of([0.33, 0.33, 0.33]) });
    expect(problemsOf((await call('POST', '/api/v1/experiments', { body })).body)).toEqual(['/variants']);
  });

  it('of a ramp are taken in the same way', async () => {
    const path = await draft({ variants: of([0.5, 0.25, 0.25]) });
    await call('POST', `${path}/start`);
    const weights = { v0: 0.333, v1: 0.333, v2: 0.333 };
    const answer = await call('POST', `${path}/ramp`, { body: { weights } });
    expect(answer.status).toBe(200);
    for (const weight of weightsOf(answer.body)) expect(weight).toBeCloseTo(1 / 3, 14);
  });
});

function weightsOf({ variants }: Readonly<Record<string, unknown>>): readonly number[] {
  return z
    .array(z.object({ weight: z.number() }))
    .parse(variants)
    .map(({ weight }) => weight);
}
