import type { Transaction } from '../../database/client';
import { requireEnvironment, mayTouch } from '../authorise';
import type { Context } from '../context';
import type { StoredExperiment } from './experiment-view';

export type StoredRun = StoredExperiment['runs'][number];

/** Whether it goes on. */
export function isActive({ endedAt }: Pick<StoredRun, 'endedAt'>): boolean {
  return endedAt === null;
}

/**
 * The latest run of that kind that the actor may touch; undefined where there is none of that kind at all. Throws
 * ForbiddenError where all of them are in other environments.
 */
export async function runWithinReach(
  transaction: Transaction,
  ctx: Context,
  { runs }: Pick<StoredExperiment, 'runs'>,
  isWanted: (run: StoredRun) => boolean = () => true,
): Promise<StoredRun | undefined> {
  const wanted = runs.filter(isWanted);
  const own = wanted.find(({ environmentId }) => mayTouch(ctx, environmentId));
  if (own === undefined) await requireRuns(transaction, ctx, wanted.slice(0, 1));
  return own;
}

/**
 * Whoever changes, archives or deletes an experiment touches all of its runs: throws ForbiddenError where one of them, be it
 * ended, is in an environment that the actor may not touch.
 */
export async function requireAllRuns(
  transaction: Transaction,
  ctx: Context,
  { runs }: Pick<StoredExperiment, 'runs'>,
): Promise<void> {
  await requireRuns(transaction, ctx, runs);
}

async function requireRuns(
  transaction: Transaction,
  ctx: Context,
  runs: readonly StoredRun[],
): Promise<void> {
  for (const { environmentId, environment } of runs) {
    await requireEnvironment(transaction, ctx, { id: environmentId, key: environment.key });
  }
}
