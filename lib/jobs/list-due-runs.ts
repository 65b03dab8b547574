import type { SystemContext } from '../auth/context';

export interface DueRun {
  readonly runId: number;
  readonly workspaceId: string;
  readonly experiment: string;
  readonly run: number;
}

/** How long the schedule comes back for a run that has ended and of which a metric cannot be read. */
const mendableForDays = 7;

/**
 * Runs, of every workspace, whose newest analysis is older than `intervalMs` while they run, or older than their end; and those
 * that have ended before their last look could be taken, because units waited for the end of their windows or a metric could not be
 * read. Not those that were recorded elsewhere: whoever sends them says when they are complete. With `runId`, that run alone.
 */
export async function listDueRuns(
  { database, now }: SystemContext,
  intervalMs: number,
  { runId = null }: { readonly runId?: number | null } = {},
): Promise<readonly DueRun[]> {
  const olderThan = new Date(now().getTime() - intervalMs);
  const { rows } = await database.pool.query<DueRun>(
    `select runs.id as "runId", experiments.workspace_id as "workspaceId", experiments.key as "experiment",
       runs.number as "run"
     from runs
     join experiments on experiments.id = runs.experiment_id
     left join lateral (
       select horizon, decision #>> '{look,why}' as why
       from analyses
       where analyses.run_id = runs.id
       order by horizon desc
       limit 1
     ) as newest on true
     where runs.recorded_at is null and ($3::int is null or runs.id = $3) and (
       newest.horizon is null
       or newest.horizon < coalesce(runs.ended_at, $1::timestamptz)
       or newest.horizon < $1::timestamptz and (
         newest.why = 'windows-open'
         or newest.why = 'metric-failed' and newest.horizon < runs.ended_at + make_interval(days => $2::int)
       )
     )
     order by runs.id`,
    [olderThan, mendableForDays, runId],
  );
  return rows;
}
