import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { statusOf } from './experiment-status';
import { toExperimentView, type ExperimentView } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { requireAllRuns } from './runs-within-reach';

const unarchiveInput = z.strictObject({ key: z.string(), version: z.int().optional() });

/**
 * Brings an archived experiment back as what it was: shipped, stopped or a draft. Throws NotFoundError,
 * VersionMismatchError, ConflictError (NOT_ARCHIVED).
 */
export async function unarchiveExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version } = parseInput(unarchiveInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    await requireAllRuns(transaction, ctx, experiment);
    if (experiment.status !== 'ARCHIVED')
      throw new ConflictError('NOT_ARCHIVED', `"${key}" is not archived.`);
    await transaction.experiment.update({
      where: { id: experiment.id },
      data: { status: statusOf(experiment.runs), version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, {
      action: 'experiment.unarchive',
      subject: `experiment:${key}`,
      detail: {},
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}
