import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { childEnvironment } from '../../lib/env';
import { startJobs, type Jobs } from '../../lib/jobs/start-jobs';
import { analyseQueuedRun } from '../../lib/jobs/analyse-due-runs';
import { listDueRuns } from '../../lib/jobs/list-due-runs';
import { runAnalysis } from '../../lib/verbs/analysis/run-analysis';
import { systemContext } from '../../lib/auth/context';
import { createExperiment } from '../../lib/verbs/experiments/create-experiment';
import { applyEveryRetention } from '../../lib/jobs/apply-every-retention';
import { startExperiment } from '../../lib/verbs/experiments/start-experiment';
import { stopExperiment } from '../../lib/verbs/experiments/stop-experiment';
import { cloneDatabase } from '../support/database';
import { createWorkspace, experimentBody } from '../support/workspace';

const hourMs = 3_600_000;
/** The limit of vi.waitFor, which is short by itself; it only ends what hangs. */
const patiently = { timeout: 300_000, interval: 200 };
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };

async function runningExperiment() {
  const database = await cloneDatabase();
  const { ctx } = await createWorkspace(database);
  await createExperiment({ ctx, input: experimentBody({}) });
  await startExperiment({ ctx, input: { key: 'checkout' } });
  const analyses = async () => (await database.pool.query('select id from analyses')).rows.length;
  return { database, ctx, analyses };
}

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
});

async function takeJobsElsewhere(databaseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/support/jobs-process.ts', databaseUrl], {
    env: childEnvironment({}),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout, 'data');
  return child;
}

describe('runs that are due', () => {
  it('are those never analysed, analysed too long ago, or not since they ended', async () => {
    const { database, ctx } = await runningExperiment();
    const due = async (inMs: number) =>
      (
        await listDueRuns(
          systemContext(database, () => new Date(Date.now() + inMs)),
          hourMs,
        )
      ).length;
    expect(await due(0)).toBe(1);
    await runAnalysis({ ctx, input: { key: 'checkout' } });
    expect(await due(0)).toBe(0);
    expect(await due(hourMs + 60_000)).toBe(1);
    await stopExperiment({ ctx, input: { key: 'checkout' } });
    expect(await due(0)).toBe(1);
    await runAnalysis({ ctx, input: { key: 'checkout' } });
    expect(await due(10 * hourMs)).toBe(0);
  });
});

describe('scheduled analyses', () => {
  it('are taken once by one of several processes, and not again while they are fresh', async () => {
    const { database, analyses } = await runningExperiment();
    const start = (): Promise<Jobs> =>
      startJobs({ databaseUrl: database.url, log, analysisIntervalMs: hourMs });
    const both = [await start(), await start()];
    await Promise.all(both.map((jobs) => jobs.queueDue()));
    await vi.waitFor(async () => expect(await analyses()).toBe(1), patiently);
    await Promise.all(both.map((jobs) => jobs.queueDue()));
    await Promise.all(both.map((jobs) => jobs.stop()));
    expect(await analyses()).toBe(1);
    expect(log.error).not.toHaveBeenCalled();
  });

  it('leave nothing half-written when their process is killed, and are taken again', async () => {
    const { database, analyses } = await runningExperiment();
    const first = await takeJobsElsewhere(database.url);
    // The analysis needs this row to store itself, so it is caught in the middle.
    const blocker = await database.pool.connect();
    await blocker.query('begin');
    await blocker.query('select id from runs for update');
    await database.pool.query(
      `insert into jobs.job (name, data, singleton_key, expire_in, policy)
       select 'analyse-run', jsonb_build_object('runId', runs.id, 'workspaceId', experiments.workspace_id,
         'experiment', experiments.key, 'run', runs.number), runs.id::text, interval '2 seconds', 'stately'
       from runs join experiments on experiments.id = runs.experiment_id`,
    );
    await vi.waitFor(async () => {
      const { rows } = await database.pool.query(
        `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(rows.length).toBeGreaterThan(0);
    }, patiently);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await blocker.query('rollback');
    blocker.release();
    expect(await analyses()).toBe(0);
    await takeJobsElsewhere(database.url);
    await vi.waitFor(async () => expect(await analyses()).toBe(1), patiently);
  });

  it('take nothing twice where a run fell due again while its job was under way', async () => {
    const { ctx, analyses } = await runningExperiment();
    const [due] = await listDueRuns(ctx, hourMs);
    const twoJobs = { data: due, intervalMs: hourMs };
    await analyseQueuedRun(ctx, log, twoJobs);
    await analyseQueuedRun(ctx, log, twoJobs);
    expect(await analyses()).toBe(1);
    const hourLater = { ...ctx, now: () => new Date(Date.now() + hourMs + 60_000) };
    await analyseQueuedRun(hourLater, log, twoJobs);
    expect(await analyses()).toBe(2);
  });
});

describe('every night', () => {
  it('what is older than a workspace keeps is dropped, and nothing of one that keeps everything', async () => {
    const { database, ctx } = await runningExperiment();
    const { workspaceId: keepsAll } = await createWorkspace(database);
    await database.prisma.workspace.update({
      where: { id: ctx.workspaceId },
      data: { retentionMonths: 1 },
    });
    const environments = await database.prisma.environment.findMany({ where: { key: 'production' } });
    const rejected = environments.map(({ id: environmentId }) => ({
      environmentId,
      kind: 'EVENT' as const,
      code: 'INVALID_NAME',
      detail: 'no name',
      body: '{}',
      // Before the whole month that one workspace keeps began, on any day of a month, and younger than refused items become.
      receivedAt: new Date(Date.now() - 75 * 24 * hourMs),
    }));
    await database.prisma.rejectedEvent.createMany({ data: rejected });
    await stopExperiment({ ctx, input: { key: 'checkout' } });
    const jobs = await startJobs({ databaseUrl: database.url, log, analysisIntervalMs: hourMs });
    await jobs.dropOldEvidence();
    await jobs.stop();
    const left = await database.prisma.rejectedEvent.findMany({ include: { environment: true } });
    expect(left.map(({ environment }) => environment.workspaceId)).toEqual([keepsAll]);
    const { rows } = await database.pool.query<{ cron: string }>(
      "select cron from jobs.schedule where name = 'apply-retention'",
    );
    expect(rows).toEqual([{ cron: '20 3 * * *' }]);
  });

  it('a workspace whose retention fails is reported, and those after it are not left out', async () => {
    const { database, ctx } = await runningExperiment();
    const { workspaceId: later } = await createWorkspace(database);
    await database.prisma.workspace.updateMany({ data: { retentionMonths: 1 } });
    await stopExperiment({ ctx, input: { key: 'checkout' } });
    await database.prisma.environment.updateMany({
      where: { workspaceId: ctx.workspaceId, key: 'production' },
      data: { key: 'broken' },
    });
    await database.pool.query(`
      create function refuse_retention() returns trigger language plpgsql as
        $$ begin raise exception 'this one cannot be changed'; end $$`);
    await database.pool.query(`
      create trigger refuse_retention before update on environments for each row
        when (old.key = 'broken') execute function refuse_retention()`);
    const results = await applyEveryRetention({ database, now: () => new Date() });
    expect(results.map((result) => 'failure' in result)).toEqual([true, false]);
    const kept = await database.prisma.environment.findFirst({ where: { workspaceId: later } });
    expect(kept?.retainedFrom).not.toBeNull();
    const jobs = await startJobs({ databaseUrl: database.url, log, analysisIntervalMs: hourMs });
    await expect(jobs.dropOldEvidence()).rejects.toThrow('Retention failed in 1 workspaces');
    await jobs.stop();
  });
});
