import type { Database } from '../../../database/client';
import type { ExposableRun } from '../../write';

// Why: an exposure names its experiment, its variant and mostly its run; where it names none, the run is the one that was
// active in the key's environment when it happened. Read from the database and not from the served configuration, because an exposure may be of a run
// that has ended, or of one that began an instant ago. One row an experiment and run; an experiment that never ran in
// the environment has one row without run, which tells it from an unknown one.
//
// Example for environment 3, 'checkout' and 'nothing':
//   experiment | runId | number | startedAt        | endedAt          | variants            | schedules
//   checkout   |     7 |      1 | 2026-01-01 09:00 | 2026-01-15 12:00 | {control,treatment} | [{ from the start: no limits }]
//   checkout   |     9 |      2 | 2026-01-15 12:00 |                  | {control,treatment} | [{ the same }, { from 2026-01-20 on: an end }]
const FIND_RUNS = `
select
  "experiments"."key" as "experiment",
  "runs"."id" as "runId",
  "runs"."number" as "number",
  "runs"."started_at" as "startedAt",
  "runs"."ended_at" as "endedAt",
  array(
    select "variant" ->> 'key'
    from jsonb_array_elements(
      case jsonb_typeof("runs"."configuration" -> 'variants')
        when 'array' then "runs"."configuration" -> 'variants' else '[]'::jsonb end
    ) with ordinality as "variants" ("variant", "position")
    order by "position"
  ) as "variants",
  array(
    select jsonb_build_object(
      'effectiveFromMs', extract(epoch from "effective_from") * 1000,
      'startsAtMs', extract(epoch from "starts_at") * 1000,
      'endsAtMs', extract(epoch from "ends_at") * 1000
    )
    from "run_schedules"
    where "run_schedules"."run_id" = "runs"."id"
    order by "run_schedules"."number"
  ) as "schedules"
from "environments"
join "experiments" on "experiments"."workspace_id" = "environments"."workspace_id"
left join "runs" on "runs"."experiment_id" = "experiments"."id" and "runs"."environment_id" = "environments"."id"
where "environments"."id" = $1::int and "experiments"."key" = any($2::text[])
order by "experiments"."key", "runs"."number"
`;

interface RunRow extends Omit<ExposableRun, 'runId'> {
  readonly experiment: string;
  readonly runId: number | null;
}

/** The runs of each of the experiments in the environment; an experiment that the workspace does not have is absent. */
export async function findRuns(
  database: Database,
  environmentId: number,
  experiments: readonly string[],
): Promise<ReadonlyMap<string, readonly ExposableRun[]>> {
  const found = new Map<string, ExposableRun[]>();
  if (experiments.length === 0) return found;
  const { rows } = await database.writePool.query<RunRow>({
    name: 'find-runs',
    text: FIND_RUNS,
    values: [environmentId, experiments],
  });
  for (const { experiment, runId, ...run } of rows) {
    const runs = found.get(experiment) ?? [];
    if (runId !== null) runs.push({ runId, ...run });
    found.set(experiment, runs);
  }
  return found;
}
