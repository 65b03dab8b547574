import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import { mayTouch } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import { experimentViewInclude, type StoredExperiment } from './experiment-view';

/**
 * The workspace's experiment of that key, with the runs that the actor may touch. Throws {@link NotFoundError}, also for
 * another workspace's.
 */
export async function findExperiment(reader: Reader, ctx: Caller, key: string): Promise<StoredExperiment> {
  const { runs, ...stored } = await findWithAllRuns(reader, ctx, key);
  return { ...stored, runs: runs.filter(({ environmentId }) => mayTouch(ctx, environmentId)) };
}

/** The same with all of its runs, for whoever judges by them, and asks for the one to touch. */
export async function findWithAllRuns(reader: Reader, ctx: Caller, key: string): Promise<StoredExperiment> {
  const stored = await reader.experiment.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: experimentViewInclude,
  });
  if (stored === null) throw new NotFoundError('experiment', key);
  return stored;
}

/** What verbs edit: with all of its runs. */
export const experimentRow = { table: 'experiments', find: findWithAllRuns } as const;
