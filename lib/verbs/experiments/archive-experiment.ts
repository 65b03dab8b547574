import { ConflictError } from '../../errors';
import { toExperimentView } from './experiment-view';
import { experimentRow, findExperiment } from './find-experiment';
import { removalInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

/**
 * Takes an experiment out of the lists; nothing is lost, and what it shipped is still served. One that is archived stays as it is. Throws
 * NotFoundError, ConflictError (STILL_RUNNING).
 */
export const archiveExperiment = defineVerb({
  name: 'archiveExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: removalInput,
  output: experimentSchema,
  door: { summary: 'Archive an experiment that is not running', ifMatch: 'optional' },
  records: ['experiment.archive'],
  edits: experimentRow,
  change: async ({ ctx, input: { key }, stored: experiment, transaction }) => {
    if (experiment.status === 'RUNNING') {
      throw new ConflictError('STILL_RUNNING', `"${key}" is running; stop it before archiving it.`);
    }
    const isChange = experiment.status !== 'ARCHIVED';
    if (isChange) {
      await transaction.experiment.update({
        where: { id: experiment.id },
        data: { status: 'ARCHIVED', version: { increment: 1 } },
      });
    }
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: isChange ? { subject: `experiment:${key}`, detail: {} } : null,
    };
  },
});
