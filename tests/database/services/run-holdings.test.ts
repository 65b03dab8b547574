import { expect, test, vi } from 'vitest';
import { createExperiment } from '../../../lib/verbs/experiments/create-experiment';
import { startExperiment } from '../../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../../lib/verbs/experiments/stop-experiment';
import { createHoldout } from '../../../lib/verbs/holdouts/create-holdout';
import { releaseHoldout } from '../../../lib/verbs/holdouts/release-holdout';
import { createLayer } from '../../../lib/verbs/layers/create-layer';
import { deleteLayer } from '../../../lib/verbs/layers/delete-layer';
import { getLayer } from '../../../lib/verbs/layers/get-layer';
import { cloneDatabase } from '../../support/database';
import { createWorkspace, experimentBody } from '../../support/workspace';

const database = await cloneDatabase();

async function workspace() {
  const { ctx } = await createWorkspace(database);
  const create = (changes: Readonly<Record<string, unknown>> = {}) =>
    createExperiment({ ctx, input: experimentBody(changes) });
  const start = (key = 'checkout', environment = 'production') =>
    startExperiment({ ctx, input: { key, environment } });
  const release = () => releaseHoldout({ ctx, input: { key: 'kept-out' } });
  const stop = (key = 'checkout') => stopExperiment({ ctx, input: { key } });
  return { ctx, create, start, stop, release };
}

/** One with an experiment that can be started and a holdout that can be released. */
async function withHoldout() {
  const set = await workspace();
  await set.create();
  await createHoldout({ ctx: set.ctx, input: { key: 'kept-out', name: 'Kept out', share: 0.1 } });
  return set;
}

/**
 * Both at once, the second when the first has done all but its audit entry: whoever writes one needs the workspace's row, which is
 * kept from both until both wait.
 */
async function overlapping<First, Second>(
  workspaceId: string,
  first: () => Promise<First>,
  second: () => Promise<Second>,
) {
  const blocker = await database.pool.connect();
  await blocker.query('begin');
  await blocker.query('select from workspaces where id = $1 for update', [workspaceId]);
  const waiting = (count: number) =>
    vi.waitFor(
      async () => {
        const { rowCount } = await database.pool.query(
          `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        expect(rowCount).toBe(count);
      },
      { timeout: 300_000, interval: 20 },
    );
  let begun: readonly [Promise<First>, Promise<Second>];
  try {
    const one = first();
    await waiting(1);
    const other = second();
    await waiting(2);
    begun = [one, other];
  } finally {
    await blocker.query('commit');
    blocker.release();
  }
  return Promise.allSettled(begun);
}

test('a holdout is not released beside a run that starts without its units', async () => {
  const { ctx, start, stop, release } = await withHoldout();
  const [started, released] = await overlapping(ctx.workspaceId, start, release);
  expect(started.status).toBe('fulfilled');
  expect(released).toMatchObject({ status: 'rejected', reason: { code: 'HOLDOUT_IN_USE' } });
  await stop();
  expect((await release()).releasedAt).not.toBeNull();
});

test('a run that starts beside the release of a holdout takes its units in', async () => {
  const { ctx, start, release } = await withHoldout();
  const [released, started] = await overlapping(ctx.workspaceId, release, start);
  expect([released.status, started.status]).toEqual(['fulfilled', 'fulfilled']);
  const run = await database.prisma.run.findFirstOrThrow({
    where: { experiment: { workspaceId: ctx.workspaceId } },
    include: { holdouts: true },
  });
  expect(run).toMatchObject({ holdouts: [], configuration: { surroundings: { holdouts: [] } } });
});

test('of two runs that start at once in one layer, neither takes what the other has, and each environment is apart', async () => {
  const { ctx, create, start, stop } = await workspace();
  await createLayer({ ctx, input: { key: 'page', name: 'Page' } });
  for (const key of ['one', 'other']) await create({ key, layer: { key: 'page', share: 0.6 } });
  const [one, other] = await overlapping(
    ctx.workspaceId,
    () => start('one'),
    () => start('other'),
  );
  expect(one.status).toBe('fulfilled');
  expect(other).toMatchObject({ status: 'rejected', reason: { code: 'LAYER_FULL' } });
  await start('other', 'staging');
  const shares = async () =>
    (await getLayer({ ctx, input: { key: 'page' } })).uses.map(({ freeShare }) => freeShare.toFixed(2));
  expect(await shares()).toEqual(['0.40', '0.40']);
  await stop('one');
  expect(await shares()).toEqual(['1.00', '0.40']);
  await start('other');
});

test('the database refuses a range of a layer that a run of the environment holds, and the layer itself stays while one does', async () => {
  const { ctx, create, start, stop } = await workspace();
  await createLayer({ ctx, input: { key: 'page', name: 'Page' } });
  await create({ layer: { key: 'page', share: 0.5 } });
  await start();
  const where = { layer: { workspaceId: ctx.workspaceId } };
  const held = await database.prisma.runLayer.findFirstOrThrow({ where });
  const again = database.prisma.runLayer.create({
    data: { ...held, fromHash: held.toHash - 1n, toHash: held.toHash + 5n },
  });
  await expect(again).rejects.toThrow('run_layers_held_once');
  await database.pool.query(
    `update experiments set layer_id = null, layer_share = null where workspace_id = $1`,
    [ctx.workspaceId],
  );
  const remove = () => deleteLayer({ ctx, input: { key: 'page' } });
  await expect(remove()).rejects.toMatchObject({ code: 'LAYER_IN_USE' });
  await stop();
  await remove();
});
