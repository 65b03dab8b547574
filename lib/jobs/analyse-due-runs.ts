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
 * Analyses one run, if it is still due: a job that was put into the queue while another of the same run was under way finds it
 * fresh, and would only take the same figures again. What the caller could have mended (an archived experiment, a run that is gone) is logged and over; anything
 * else is logged and thrown, and the job is tried again.
 */
export async function analyseQueuedRun(
  ctx: SystemContext,
  log: Log,
  { data, intervalMs }: { readonly data: unknown; readonly intervalMs: number },
): Promise<void> {
  const { runId, workspaceId, experiment, run } = jobSchema.parse(data);
  if ((await listDueRuns(ctx, intervalMs, { runId })).length === 0) return;
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
