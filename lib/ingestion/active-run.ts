import type { ExposableRun } from '../evidence/write';

/** The run that was active at the instant. */
export function runAt(runs: readonly ExposableRun[], instant: Date): ExposableRun | undefined {
  return runs.findLast((run) => wasActive(run, instant));
}

/** Whether the run was: from its start on, up to but not at its end. */
export function wasActive({ startedAt, endedAt }: ExposableRun, instant: Date): boolean {
  return startedAt <= instant && (endedAt === null || instant < endedAt);
}
