import { authorise } from '../authorise';
import type { SystemContext } from '../context';

export interface DueRun {
  readonly runId: number;
  readonly workspaceId: string;
  readonly experiment: string;
  readonly run: number;
}

/**
 * Runs, of every workspace, whose newest analysis is older than `intervalMs` while they run, or older than their end. For
 * the platform's own jobs.
 */
export async function listDueRuns(ctx: SystemContext, intervalMs: number): Promise<readonly DueRun[]> {
  authorise(ctx, 'results:read');
  const olderThan = new Date(ctx.now().getTime() - intervalMs);
  const { rows } = await ctx.database.pool.query<DueRun>(
    `select runs.id as "runId", experiments.workspace_id as "workspaceId", experiments.key as "experiment",
       runs.number as "run"
     from runs
     join experiments on experiments.id = runs.experiment_id
     left join lateral (
       select max(analyses.horizon) as horizon from analyses where analyses.run_id = runs.id
     ) as newest on true
     where newest.horizon is null
       or newest.horizon < coalesce(runs.ended_at, $1::timestamptz)
     order by runs.id`,
    [olderThan],
  );
  return rows;
}
