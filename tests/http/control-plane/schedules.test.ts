import { afterAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../lib/database/client';
import { controlPlaneCaller } from '../../support/control-plane';
import { send, startDataPlane } from '../../support/data-plane';
import { cloneDatabaseUrl } from '../../support/database';
import { makeRun } from '../../support/factories';
import { createWorkspace, experimentBody } from '../../support/workspace';

// An experiment's schedule decides whom it assigns, so it decides whose exposures are counted.

const databaseUrl = await cloneDatabaseUrl();
const database = openDatabase({ url: databaseUrl, maxConnections: 4 });
afterAll(() => database.close());
const { ctx, secretKey, environmentId } = await createWorkspace(database);
const call = controlPlaneCaller(database, secretKey);
const { url } = await startDataPlane({ databaseUrl, pollIntervalMs: 100 });

const HOUR_MS = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

async function started(key: string, changes: Readonly<Record<string, unknown>>): Promise<string> {
  const path = `/api/v1/experiments/${key}`;
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key, ...changes }) });
  expect(await call('POST', `${path}/start`, { body: { environment: 'production' } })).toMatchObject({
    status: 200,
  });
  return path;
}

const patch = (path: string, version: number, body: unknown) =>
  call('PATCH', path, { headers: { 'if-match': `"${version}"` }, body });

/** Started three hours ago with an end that was an hour ago. */
async function ended(key: string): Promise<string> {
  await call('POST', '/api/v1/experiments', { body: experimentBody({ key }) });
  const endsAt = new Date(inHours(-1));
  const { id } = await database.prisma.experiment.update({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    data: { endsAt, status: 'RUNNING' },
  });
  const runId = await makeRun(database, environmentId, id, { startedAt: new Date(inHours(-3)) });
  await database.prisma.runSchedule.create({
    data: { runId, number: 1, effectiveFrom: new Date(inHours(-3)), startsAt: null, endsAt },
  });
  return `/api/v1/experiments/${key}`;
}

/** The codes of exposures at these instants, by unit; null: taken. */
async function expose(experiment: string, exposures: readonly Readonly<Record<string, unknown>>[], of = {}) {
  const items = exposures.map((one, index) => ({
    ...{ experiment, variant: 'control', unit: `unit-${index}` },
    ...one,
  }));
  const { body } = await send(`${url}/api/v1/exposures`, secretKey, { ...of, exposures: items });
  const { rejected } = body as { rejected: { index: number; code: string; detail: string }[] };
  return items.map((_, index) => {
    const refused = rejected.find((one) => one.index === index);
    return refused === undefined ? null : `${refused.code}: ${refused.detail}`;
  });
}

async function unitsOf(key: string): Promise<unknown> {
  const { rows } = await database.pool.query<{ units: number }>(
    `select count(*)::int as units from exposures join runs on runs.id = run_id
     join experiments on experiments.id = experiment_id where experiments.key = $1`,
    [key],
  );
  return rows[0]?.units;
}

describe('exposures outside the schedule', () => {
  it('are refused before it starts, by name or not, drawn or not, whatever clock sent them', async () => {
    const startsAt = new Date(inHours(2)).toISOString();
    await started('tomorrow', { startsAt });
    const refused = expect.stringMatching(
      new RegExp(
        `^NOT_RUNNING: .*"tomorrow" was not running here at .*: its schedule starts at ${startsAt}$`,
      ),
    ) as string;
    const exposures = [
      {},
      { run: 1 },
      { forced: true },
      { occurredAt: inHours(3) },
      { occurredAt: inHours(-1), run: 1 },
    ];
    expect(await expose('tomorrow', exposures)).toEqual(exposures.map(() => refused));
    // The sender's clock is three hours ahead: by its own time it lies in the schedule.
    expect(await expose('tomorrow', [{ occurredAt: inHours(3) }], { sentAt: inHours(3) })).toEqual([refused]);
    expect(await unitsOf('tomorrow')).toBe(0);
  });

  it('are refused after its end, and those before the end are taken however late they come', async () => {
    await ended('yesterday');
    expect(
      await expose('yesterday', [
        { occurredAt: inHours(-2) },
        { occurredAt: inHours(-2), run: 1 },
        { run: 1 },
        { occurredAt: inHours(-0.5) },
        { occurredAt: inHours(-4), run: 1 },
      ]),
    ).toEqual([
      null,
      null,
      expect.stringMatching(/^NOT_RUNNING: run 1 of .*: its schedule ended at /) as string,
      expect.stringMatching(/^NOT_RUNNING: .*: its schedule ended at /) as string,
      // A clock that is behind, of a unit that names the run: as without a schedule.
      null,
    ]);
    expect(await unitsOf('yesterday')).toBe(3);
  });

  it('count by the schedule of their instant: a later end is one from its change on', async () => {
    const path = await ended('extended');
    expect(await patch(path, 1, { endsAt: inHours(1) })).toMatchObject({ status: 200 });
    expect(
      await expose('extended', [{ occurredAt: inHours(-2) }, { occurredAt: inHours(-0.5) }, {}]),
    ).toEqual([null, expect.stringMatching(/^NOT_RUNNING/) as string, null]);
  });

  it('stay refused and taken after the run ended, whatever the experiment is scheduled for next', async () => {
    const path = await started('next', { startsAt: null });
    const met = new Date().toISOString();
    expect(await call('POST', `${path}/stop`)).toMatchObject({ status: 200 });
    const { version } = (await call('GET', path)).body as { version: number };
    expect(await patch(path, version, { startsAt: inHours(24), endsAt: inHours(48) })).toMatchObject({
      status: 200,
    });
    expect(await expose('next', [{ occurredAt: met }])).toEqual([null]);
  });
});

describe('an end that has passed', () => {
  it('starts no run and begins no next one', async () => {
    const path = '/api/v1/experiments/late';
    const endsAt = new Date(inHours(-1)).toISOString();
    await call('POST', '/api/v1/experiments', { body: experimentBody({ key: 'late', endsAt }) });
    const refused = {
      status: 409,
      body: {
        code: 'END_HAS_PASSED',
        detail: expect.stringMatching(`${endsAt}.*Give "endsAt" a later time`) as string,
      },
    };
    expect(await call('POST', `${path}/start`)).toMatchObject(refused);
    const recorded = { startedAt: inHours(-3), endedAt: inHours(-2) };
    expect(await call('POST', `${path}/start`, { body: { recorded } })).toMatchObject({ status: 200 });
    const over = await ended('over');
    expect(await patch(over, 1, { coverage: 0.5, newRun: true })).toMatchObject({
      ...refused,
      body: { code: 'END_HAS_PASSED' },
    });
    expect(await patch(over, 1, { name: 'Other', hypothesis: 'Known.' })).toMatchObject({ status: 200 });
  });

  it('is no end of a running experiment', async () => {
    const path = await started('running', {});
    for (const newRun of [false, true]) {
      expect(await patch(path, 2, { endsAt: inHours(-1), newRun })).toMatchObject({
        status: 400,
        body: {
          problems: [
            {
              pointer: '/endsAt',
              detail: expect.stringContaining('Stop the experiment to end it now') as string,
            },
          ],
        },
      });
    }
    expect(await call('GET', path)).toMatchObject({ body: { version: 2, endsAt: null } });
  });
});

describe('a run in one environment', () => {
  const served = async (experiment: string) => {
    const { body } = await send(`${url}/api/v1/assignments`, secretKey, {
      ...{ unit: 'somebody', experiments: [experiment], expose: false },
    });
    return (body as { assignments: Record<string, unknown> }).assignments[experiment];
  };

  it('keeps the start with which it began while another environment gets another, and follows the end', async () => {
    const path = await started('both', {});
    await call('POST', `${path}/start`, { body: { environment: 'staging' } });
    await expect.poll(() => served('both')).toMatchObject({ run: 1, reason: 'SPLIT' });
    const changes = { startsAt: inHours(24), endsAt: inHours(48), newRun: true, environment: 'staging' };
    expect(await patch(path, 3, changes)).toMatchObject({ status: 200 });
    const stored = await database.prisma.run.findMany({
      where: { experiment: { key: 'both' } },
      include: { schedules: { orderBy: { number: 'desc' }, take: 1 } },
      orderBy: { number: 'asc' },
    });
    const [endsAt, startsAt] = [new Date(changes.endsAt), new Date(changes.startsAt)];
    expect(stored.map(({ schedules }) => schedules[0])).toMatchObject([
      { number: 2, startsAt: null, endsAt },
      { number: 2, startsAt: null, endsAt },
      { number: 1, startsAt, endsAt },
    ]);
    expect(await expose('both', [{}])).toEqual([null]);
    const { version } = (await call('GET', path)).body as { version: number };
    // Heard of by now, as this is served.
    const forced = [{ unit: 'somebody', variant: 'treatment' }];
    expect(await patch(path, version, { forced })).toMatchObject({ status: 200 });
    await expect.poll(() => served('both')).toMatchObject({ run: 1, reason: 'FORCED' });
    expect(await patch(path, version + 1, { forced: [] })).toMatchObject({ status: 200 });
    await expect.poll(() => served('both')).toMatchObject({ run: 1, reason: 'SPLIT' });
  });
});
