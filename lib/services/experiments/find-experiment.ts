import type { Transaction } from '../../database/client';
import { NotFoundError, VersionMismatchError } from '../../errors';
import type { Context } from '../context';
import { experimentViewInclude, type StoredExperiment } from './experiment-view';

/** The workspace's experiment of that key. Throws {@link NotFoundError}, also for another workspace's. */
export async function findExperiment(
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
 * The same, with its row locked until the transaction ends, so that what is checked here still holds when it is
 * written. `versionRead`, where given, has to be the stored version: throws {@link VersionMismatchError}.
 */
export async function lockExperiment(
  transaction: Transaction,
  ctx: Context,
  key: string,
  versionRead?: number,
): Promise<StoredExperiment> {
  await transaction.$queryRaw`
    select 1 from experiments where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  const stored = await findExperiment(transaction, ctx, key);
  if (versionRead !== undefined && versionRead !== stored.version) {
    throw new VersionMismatchError(versionRead, stored.version);
  }
  return stored;
}
