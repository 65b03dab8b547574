import { afterAll, expect, test } from 'vitest';
import type { RunConfiguration } from '../../../lib/model/run-configuration';
import { openDatabase } from '../../../lib/database/client';
import type { Prisma } from '../../../lib/database/generated/client';
import { cloneDatabaseUrl } from '../../support/database';
import { doorTo } from '../../support/database-door';
import { send, startDataPlane } from '../../support/data-plane';
import {
  announceConfiguration,
  makeDraft,
  makeKey,
  makeRun,
  makeRunConfiguration,
  makeWorkspace,
} from '../../support/factories';

// Experiments that ask what a unit met before: sticky ones keep it, closed ones admit nobody else.

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 2 });
afterAll(() => database.close());
const place = await makeWorkspace(database);
const key = await makeKey(database, place.environmentId);
const door = await doorTo(databaseUrl);
afterAll(() => door.shut());

/** Everybody who is randomised gets "new": whoever has "old" has kept it. */
function keeping(changes: Readonly<Record<string, unknown>>): Prisma.InputJsonObject {
  const configuration: RunConfiguration = makeRunConfiguration({ values: ['old', 'new'] });
  const variants = configuration.variants.map((variant, index) => ({ ...variant, weight: index }));
  return JSON.parse(JSON.stringify({ ...configuration, variants, ...changes })) as Prisma.InputJsonObject;
}

async function makeKeeping(name: string, changes: Readonly<Record<string, unknown>>): Promise<number> {
  const experimentId = await makeDraft(database, place.workspaceId, name);
  return makeRun(database, place.environmentId, experimentId, { configuration: keeping(changes) });
}

const alone = { layer: null, holdouts: [], audiences: [], sticky: false, prerequisite: null };
const stickyRun = await makeKeeping('sticky', { surroundings: { ...alone, sticky: true } });
const closedRun = await makeKeeping('closed', {});
await database.prisma.run.update({ where: { id: closedRun }, data: { intakeClosedAt: new Date() } });
const prerequisite = { experiment: 'closed', variants: ['control'] };
await makeKeeping('after-closed', { surroundings: { ...alone, prerequisite } });
await announceConfiguration(database, place.environmentId);
const met = (runId: number, unit: string) =>
  database.pool.query(
    'insert into "exposures" ("run_id", "unit", "variant", "first_seen_at") values ($1::int, $2::text, 0, now())',
    [runId, unit],
  );
for (const unit of ['met', 'met-2']) for (const runId of [stickyRun, closedRun]) await met(runId, unit);

const server = await startDataPlane({ databaseUrl, metricsAccess: 'local' });

async function evaluate(flag: string, unit: string, url = server.url): Promise<unknown> {
  const path = `${url}/ofrep/v1/evaluate/flags/${flag}`;
  const context = { targetingKey: unit, 'fairsplit.expose': false };
  const { status, body } = await send(path, key, { context });
  expect(status).toBe(200);
  const { value, metadata } = body as { value?: unknown; metadata: { cause?: string } };
  return value ?? metadata.cause;
}

async function evaluateAll(unit: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await send(`${server.url}/ofrep/v1/evaluate/flags`, key, {
    context: { targetingKey: unit },
  });
  const { flags } = body as { flags: { key: string; value?: unknown; metadata: { cause?: string } }[] };
  return Object.fromEntries(flags.map((flag) => [flag.key, flag.value ?? flag.metadata.cause]));
}

test('a unit keeps what it met, whatever the weights are now; the intake is closed to everybody else', async () => {
  expect(await evaluate('sticky', 'met')).toBe('old');
  expect(await evaluate('sticky', 'stranger')).toBe('new');
  expect(await evaluate('closed', 'met')).toBe('old');
  expect(await evaluate('closed', 'stranger')).toBe('INTAKE_CLOSED');
  expect(await evaluate('after-closed', 'met')).toBe('new');
  expect(await evaluate('after-closed', 'stranger')).toBe('PREREQUISITE_NOT_MET');
  expect(await evaluateAll('met-2')).toEqual({ sticky: 'old', closed: 'old', 'after-closed': 'new' });
  const { body } = await send(`${server.url}/api/v1/assignments`, key, { unit: 'met', explain: true });
  expect(body).toMatchObject({
    assignments: {
      sticky: {
        variant: 'control',
        reason: 'SPLIT',
        explanation: expect.arrayContaining([
          expect.objectContaining({ step: 'kept', passed: true }) as unknown,
        ]) as unknown,
      },
    },
  });
});

test('what a unit meets here is known at once, before it is stored', async () => {
  const context = { targetingKey: 'just-now' };
  await send(`${server.url}/ofrep/v1/evaluate/flags/sticky`, key, { context });
  const { text } = await fetch(`${server.url}/metrics`).then(async (answer) => ({
    text: await answer.text(),
  }));
  expect(text).toMatch(/fairsplit_assignment_lookups_total\{result="read"\} [1-9]/);
  await met(stickyRun, 'changed-elsewhere');
  expect(await evaluate('sticky', 'changed-elsewhere')).toBe('old');
});

test('a run that continues another keeps what units met there, whatever has become of them', async () => {
  const frozen = keeping({
    surroundings: { ...alone, sticky: true },
    targeting: { all: [{ attribute: 'country', operator: 'equals', value: 'SE' }] },
  });
  const experimentId = await makeDraft(database, place.workspaceId, 'continued');
  const run = (options: object) =>
    makeRun(database, place.environmentId, experimentId, { configuration: frozen, ...options });
  const first = await run({ number: 1, salt: 'same', endedAt: new Date() });
  const anew = await run({ number: 2, salt: 'other', endedAt: new Date() });
  await run({ number: 3, salt: 'same' });
  await met(first, 'met-in-first');
  await met(anew, 'met-in-another');
  await announceConfiguration(database, place.environmentId);
  await server.dataPlane.refresh();
  expect(await evaluate('continued', 'met-in-first')).toBe('old');
  expect(await evaluate('continued', 'met-in-another')).toBe('NOT_TARGETED');
});

test('a hundred units at once are looked up together', async () => {
  const units = Array.from({ length: 100 }, (_, index) => `many-${index}`);
  for (const unit of units) await met(closedRun, unit);
  const values = await Promise.all(units.map((unit) => evaluate('closed', unit)));
  expect(values).toEqual(units.map(() => 'old'));
});

test('without the database, a sticky experiment goes by the hash and a closed one gives the default, unasked', async () => {
  const through = await startDataPlane({ databaseUrl: door.url, pollIntervalMs: 200, patience: 1 });
  const evaluateThrough = (flag: string, unit: string) => evaluate(flag, unit, through.url);
  // A look-up has 250 ms here; where that was too short, the next evaluation looks again.
  await expect.poll(() => evaluateThrough('closed', 'met')).toBe('old');
  door.stall();
  expect(await evaluateThrough('closed', 'unknown-yet')).toBe('INTAKE_CLOSED');
  expect(await evaluateThrough('sticky', 'unknown-yet')).toBe('new');
  // Nothing comes through the door until it is shut: these did not wait for an answer.
  door.shut();
  await expect
    .poll(async () => (await send(`${through.url}/health/ready`, null)).body)
    .toMatchObject({ database: 'unreachable' });
  expect(await evaluateThrough('sticky', 'unknown-too')).toBe('new');
  expect(await evaluateThrough('closed', 'unknown-too')).toBe('INTAKE_CLOSED');
  // What is remembered is still known.
  expect(await evaluateThrough('closed', 'met')).toBe('old');
  await door.reopen();
  await met(closedRun, 'met-meanwhile');
  await expect.poll(() => evaluateThrough('closed', 'met-meanwhile')).toBe('old');
});
