import type { Transaction } from '../../database/client';
import { NotFoundError } from '../../errors';
import { mayTouch } from '../authorise';
import type { Context } from '../context';
import { requireVersion } from '../stored-version';
import { experimentViewInclude, type StoredExperiment } from './experiment-view';

/**
 * The workspace's experiment of that key, with the runs that the actor may touch. Throws {@link NotFoundError}, also for
 * another workspace's.
 */
export async function findExperiment(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredExperiment> {
  const { runs, ...stored } = await findWithAllRuns(transaction, ctx, key);
  return { ...stored, runs: runs.filter(({ environmentId }) => mayTouch(ctx, environmentId)) };
}

/** The same with all of its runs, for whoever judges by them, and asks for the one to touch. */
export async function findWithAllRuns(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredExperiment> {
  const stored = await transaction.experiment.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: experimentViewInclude,
  });
  if (stored === null) throw new NotFoundError('experiment', key);
  return stored;
}

/**
 * The same, with all of its runs, and with its row locked until the transaction ends, so that what is checked here still holds when it is
 * written. `versionRead`, where given, has to be the stored version: throws VersionMismatchError.
 */
export async function lockExperiment(
  transaction: Transaction,
  ctx: Context,
  key: string,
  versionRead?: number,
): Promise<StoredExperiment> {
  await transaction.$queryRaw`
    select 1 from experiments where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  const stored = await findWithAllRuns(transaction, ctx, key);
  requireVersion(stored, versionRead);
  return stored;
}
