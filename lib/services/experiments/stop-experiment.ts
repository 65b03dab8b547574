import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { announceConfiguration, endRun } from './run-life';

const stopInput = z.strictObject({ key: z.string(), version: z.int().optional() });

/**
 * Ends the run: from now on every unit gets the code's default. What was recorded stays, and events of exposed units
 * still count within their window. Throws NotFoundError, ConflictError (NOT_RUNNING).
 */
export async function stopExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write');
  const { key, version } = parseInput(stopInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    const ended = await endRun(transaction, ctx, experiment);
    if (ended === null) throw new ConflictError('NOT_RUNNING', `"${key}" is not running.`);
    await transaction.experiment.update({
      where: { id: experiment.id },
      data: { status: 'STOPPED', version: { increment: 1 } },
    });
    await announceConfiguration(transaction, ended.environmentId);
    await recordAudit(transaction, ctx, {
      action: 'experiment.stop',
      subject: `experiment:${key}`,
      detail: { run: ended.number },
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}
