import type { ExposableRun, RunSchedule } from '../evidence/write';

/** The run that was there at the instant, whatever its schedule. */
export function runAt(runs: readonly ExposableRun[], instant: Date): ExposableRun | undefined {
  return runs.findLast((run) => wasActive(run, instant));
}

/** Whether the run was there: from its start on, up to but not at its end. */
export function wasActive({ startedAt, endedAt }: ExposableRun, instant: Date): boolean {
  return startedAt <= instant && (endedAt === null || instant < endedAt);
}

/**
 * Why nobody can have been assigned by the run at the instant, as its schedule stood then; null: somebody can. A time before the run,
 * of a clock that is behind, is judged as its start.
 */
export function scheduleProblem(run: ExposableRun, instant: Date): string | null {
  const atMs = Math.max(instant.getTime(), run.startedAt.getTime());
  const { startsAtMs, endsAtMs } = scheduleAt(run, atMs);
  if (startsAtMs !== null && atMs < startsAtMs) return `its schedule starts at ${toIso(startsAtMs)}`;
  return endsAtMs !== null && atMs >= endsAtMs ? `its schedule ended at ${toIso(endsAtMs)}` : null;
}

/** From when on the run assigned units, as its schedule stood at the instant. */
export function assignsFrom(run: ExposableRun, instant: Date): Date {
  const { startsAtMs } = scheduleAt(run, instant.getTime());
  return new Date(Math.max(run.startedAt.getTime(), startsAtMs ?? Number.NEGATIVE_INFINITY));
}

const UNSCHEDULED: Pick<RunSchedule, 'startsAtMs' | 'endsAtMs'> = { startsAtMs: null, endsAtMs: null };

function scheduleAt({ schedules }: ExposableRun, atMs: number) {
  return schedules.findLast(({ effectiveFromMs }) => effectiveFromMs <= atMs) ?? UNSCHEDULED;
}

const toIso = (atMs: number) => new Date(atMs).toISOString();
