import type { Transaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';
import type { ExperimentInput } from '../../model/experiment';
import { invalidInput } from '../parse-input';
import type { StoredExperiment } from './experiment-view';
import { isActive } from './runs-within-reach';

/** The schedule with which a run begins. Throws ConflictError (END_HAS_PASSED): it would assign nobody. */
export function firstSchedule(
  { key, startsAt, endsAt }: Pick<StoredExperiment, 'key' | 'startsAt' | 'endsAt'>,
  now: Date,
): Prisma.RunScheduleCreateWithoutRunInput {
  if (endsAt !== null && endsAt <= now) {
    throw new ConflictError(
      'END_HAS_PASSED',
      `The schedule of "${key}" ended at ${endsAt.toISOString()}, so a run would assign nobody. Give "endsAt" a later time, or null, and start it then.`,
    );
  }
  return { number: 1, effectiveFrom: now, startsAt, endsAt };
}

/**
 * Active runs take over a changed end, from now on: what was there or gone until now stays so. Throws InvalidInputError for an end that
 * has passed: units were assigned since then.
 */
export async function followEnd(
  transaction: Transaction,
  ctx: Caller,
  { runs }: Pick<StoredExperiment, 'runs'>,
  { endsAt }: Pick<ExperimentInput, 'endsAt'>,
): Promise<void> {
  const active = runs.filter(isActive).map(({ id }) => id);
  if (active.length === 0) return;
  const now = ctx.now();
  if (endsAt !== null && endsAt <= now) {
    const detail = `The experiment is running and this end has passed. Stop the experiment to end it now, or give a time after ${now.toISOString()}.`;
    throw invalidInput([{ pointer: '/endsAt', detail }]);
  }
  await transaction.$executeRaw`
    insert into run_schedules (run_id, number, effective_from, starts_at, ends_at)
    select distinct on (run_id) run_id, number + 1, ${now}::timestamptz, starts_at, ${endsAt}::timestamptz
    from run_schedules where run_id = any(${active}::int[])
    order by run_id, number desc`;
}
