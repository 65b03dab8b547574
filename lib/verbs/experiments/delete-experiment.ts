import { ConflictError } from '../../errors';
import { removalInput } from '../input-fields';
import { experimentRow } from './find-experiment';
import { announceEverywhere } from './run-life';
import { defineVerb } from '../define-verb';

/**
 * Deletes a draft. What has run is evidence and is archived instead: throws ConflictError (HAS_RUN). Throws also
 * NotFoundError and VersionMismatchError.
 */
export const deleteExperiment = defineVerb({
  name: 'deleteExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: removalInput,
  door: { summary: 'Delete a draft that never ran', ifMatch: 'optional' },
  records: ['experiment.delete'],
  edits: experimentRow,
  change: async ({ ctx, input: { key }, stored: experiment, transaction }) => {
    if (experiment.runs.length > 0) {
      throw new ConflictError('HAS_RUN', `"${key}" has run, so its evidence is kept; archive it instead.`);
    }
    await transaction.experiment.delete({ where: { id: experiment.id } });
    await announceEverywhere(transaction, ctx);

    return {
      result: undefined,
      audit: {
        subject: `experiment:${key}`,
        detail: {},
      },
    };
  },
});
