import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput } from '../stored-version';
import { lockExperiment } from './find-experiment';
import { announceEverywhere } from './run-life';
import { requireAllRuns } from './runs-within-reach';

/**
 * Deletes a draft. What has run is evidence and is archived instead: throws ConflictError (HAS_RUN). Throws also
 * NotFoundError and VersionMismatchError.
 */
export async function deleteExperiment({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version } = parseInput(removalInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    await requireAllRuns(transaction, ctx, experiment);
    if (experiment.runs.length > 0) {
      throw new ConflictError('HAS_RUN', `"${key}" has run, so its evidence is kept; archive it instead.`);
    }
    await transaction.experiment.delete({ where: { id: experiment.id } });
    await announceEverywhere(transaction, ctx);
    await recordAudit(transaction, ctx, {
      action: 'experiment.delete',
      subject: `experiment:${key}`,
      detail: {},
    });
  });
}
