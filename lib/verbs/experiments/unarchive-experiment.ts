import { ConflictError } from '../../errors';
import { statusOf } from './experiment-status';
import { toExperimentView } from './experiment-view';
import { experimentRow, findExperiment } from './find-experiment';
import { removalInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

/**
 * Brings an archived experiment back as what it was: shipped, stopped or a draft. Throws NotFoundError,
 * VersionMismatchError, ConflictError (NOT_ARCHIVED).
 */
export const unarchiveExperiment = defineVerb({
  name: 'unarchiveExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: removalInput,
  output: experimentSchema,
  door: {
    summary: 'Restore an archived experiment to its former status: shipped, stopped or draft',
    ifMatch: 'optional',
  },
  records: ['experiment.unarchive'],
  edits: experimentRow,
  change: async ({ ctx, input: { key }, stored: experiment, transaction }) => {
    if (experiment.status !== 'ARCHIVED')
      throw new ConflictError('NOT_ARCHIVED', `"${key}" is not archived.`);
    await transaction.experiment.update({
      where: { id: experiment.id },
      data: { status: statusOf(experiment.runs), version: { increment: 1 } },
    });
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: {
        subject: `experiment:${key}`,
        detail: {},
      },
    };
  },
});
