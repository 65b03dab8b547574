import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { requireAllRuns } from './runs-within-reach';

const archiveInput = z.strictObject({ key: z.string(), version: z.int().optional() });

/** Takes an experiment out of the lists; nothing is lost, and what it shipped is still served. Throws NotFoundError, ConflictError (STILL_RUNNING). */
export async function archiveExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version } = parseInput(archiveInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    await requireAllRuns(transaction, ctx, experiment);
    if (experiment.status === 'RUNNING') {
      throw new ConflictError('STILL_RUNNING', `"${key}" is running; stop it before archiving it.`);
    }
    await transaction.experiment.update({
      where: { id: experiment.id },
      data: { status: 'ARCHIVED', version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, {
      action: 'experiment.archive',
      subject: `experiment:${key}`,
      detail: {},
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}
