import { expect, test } from 'vitest';
import { z } from 'zod';
import { controlPlaneCaller } from '../../support/control-plane';
import { send, startDataPlane } from '../../support/data-plane';
import { createWorkspace, experimentBody } from '../../support/workspace';

// What a ramp does to units that take part: as its description, docs/decisions/0010 and the console's dialog say it.

const server = await startDataPlane();
const { database, url, dataPlane } = server;
const workspace = await createWorkspace(database);
const call = controlPlaneCaller(database, workspace.secretKey);
const units = Array.from({ length: 200 }, (_, index) => `unit-${index}`);
const answerSchema = z.object({
  assignments: z.record(z.string(), z.object({ variant: z.string().nullable(), reason: z.string() })),
});

type Met = readonly { readonly variant: string | null; readonly reason: string }[];

/** What these units meet now, which exposes them. */
async function meet(key: string, some: readonly string[] = units): Promise<Met> {
  await dataPlane.refresh();
  const met = await Promise.all(
    some.map(async (unit) => {
      const answer = await send(`${url}/api/v1/assignments`, workspace.secretKey, {
        unit,
        experiments: [key],
      });
      return answerSchema.parse(answer.body).assignments[key] ?? { variant: null, reason: 'missing' };
    }),
  );
  const exposed = met.filter(({ variant }) => variant !== null).length;
  const where = { runId: await runIdOf(key), unit: { in: [...some] } };
  await expect.poll(() => database.prisma.exposure.count({ where })).toBeGreaterThanOrEqual(exposed);
  return met;
}

async function runIdOf(key: string): Promise<number> {
  const run = await database.prisma.run.findFirstOrThrow({ where: { experiment: { key } } });
  return run.id;
}

async function start(key: string, changes: object): Promise<(body: object) => Promise<unknown>> {
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...changes }) });
  expect(await call('POST', `/api/v1/experiments/${key}/start`)).toMatchObject({ status: 200 });
  return (body) => call('POST', `/api/v1/experiments/${key}/ramp`, { body });
}

const shrunk = { weights: { control: 0.9, treatment: 0.1 } };
const even = { weights: { control: 0.5, treatment: 0.5 } };
const variantsOf = (met: Met) => met.map(({ variant }) => variant);
const of = (met: Met, variant: string | null) => met.filter((one) => one.variant === variant).length;
const ok = expect.objectContaining({ status: 200 }) as unknown;

test.each([false, true])(
  'more coverage adds units and moves nobody; less is refused (sticky: %s)',
  async (sticky) => {
    const key = `coverage-${String(sticky)}`;
    const ramp = await start(key, { sticky, coverage: 0.3 });
    const before = await meet(key);
    expect(await ramp({ coverage: 0.7 })).toEqual(ok);
    const after = await meet(key);
    expect(of(after, null)).toBeLessThan(of(before, null));
    expect(
      variantsOf(after).filter(
        (variant, index) => before[index]?.variant !== null && before[index]?.variant !== variant,
      ),
    ).toEqual([]);
    expect(await ramp({ coverage: 0.5 })).toMatchObject({
      status: 409,
      body: { code: 'COVERAGE_ONLY_GROWS' },
    });
  },
);

test('other weights take units of the variant that shrinks out, and give them back: nobody gets another variant', async () => {
  const ramp = await start('not-sticky', { sticky: false });
  const before = await meet('not-sticky');
  expect(await ramp(shrunk)).toEqual(ok);
  const after = await meet('not-sticky');
  const inTreatment = of(before, 'treatment');
  const leftOut = after.filter(
    (one, index) => one.variant === null && before[index]?.variant === 'treatment',
  );
  // Of .5 to .1 beside .9: one in nine stays.
  expect(leftOut.length / inTreatment).toBeGreaterThan(0.75);
  expect(leftOut.length / inTreatment).toBeLessThan(1);
  expect(new Set(leftOut.map(({ reason }) => reason))).toEqual(new Set(['NOT_COVERED']));
  expect(of(after, 'control')).toBe(of(before, 'control'));
  expect(of(after, null)).toBe(leftOut.length);
  expect(await ramp(even)).toEqual(ok);
  expect(variantsOf(await meet('not-sticky'))).toEqual(variantsOf(before));
});

test('in a sticky experiment they take in fewer from then on, and whoever was exposed keeps its variant', async () => {
  const ramp = await start('sticky', { sticky: true });
  const enrolled = units.slice(0, 100);
  const before = await meet('sticky', enrolled);
  expect(of(before, 'treatment')).toBeGreaterThan(30);
  expect(await ramp(shrunk)).toEqual(ok);
  expect(variantsOf(await meet('sticky', enrolled))).toEqual(variantsOf(before));
  const newcomers = await meet('sticky', units.slice(100));
  expect(of(newcomers, 'treatment')).toBeLessThan(20);
  expect(of(newcomers, null)).toBeGreaterThan(20);
});

test('the description says so', async () => {
  const { body } = await call('GET', '/api/v1/openapi.json');
  const text = JSON.stringify(z.record(z.string(), z.unknown()).parse(body)['paths']);
  expect(text).not.toContain('without moving any unit');
  expect(text).toContain('Nobody gets another variant');
});
