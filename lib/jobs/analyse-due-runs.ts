import type PgBoss from 'pg-boss';
import { z } from 'zod';
import { FairsplitError } from '../errors';
import type { Log } from '../log';
import { listDueRuns } from './list-due-runs';
import { runAnalysis } from '../verbs/analysis/run-analysis';
import type { SystemContext } from '../auth/context';

export const analyseRunQueue = 'analyse-run';

const jobSchema = z.object({
  runId: z.int(),
  workspaceId: z.string(),
  experiment: z.string(),
  run: z.int(),
});

/** Puts a job into the queue for each run that is due. One that is waiting or being done already is not put there twice. */
export async function queueDueRuns(boss: PgBoss, ctx: SystemContext, intervalMs: number): Promise<void> {
  for (const due of await listDueRuns(ctx, intervalMs)) {
    await boss.send(analyseRunQueue, { ...due }, { singletonKey: String(due.runId) });
  }
}

/**
 * Analyses one run. What the caller could have mended (an archived experiment, a run that is gone) is logged and over; anything
 * else is logged and thrown, and the job is tried again.
 */
export async function analyseQueuedRun(ctx: SystemContext, log: Log, data: unknown): Promise<void> {
  const { workspaceId, experiment, run } = jobSchema.parse(data);
  try {
    await runAnalysis({ ctx: { ...ctx, workspaceId }, input: { key: experiment, run } });
  } catch (error) {
    if (!(error instanceof FairsplitError) || error.status >= 500) {
      log.error({ error, experiment, run }, 'a scheduled analysis failed and is tried again');
      throw error;
    }
    log.warn({ experiment, run, code: error.code }, 'a scheduled analysis was refused');
  }
}
