import { removalInput } from '../input-fields';
import { metricGroupRow } from './metric-group-view';
import { defineVerb } from '../define-verb';

/**
 * Deletes a group; its metrics, and the experiments that it was added to, stay as they are. Throws NotFoundError,
 * VersionMismatchError.
 */
export const deleteMetricGroup = defineVerb({
  name: 'deleteMetricGroup',
  permission: 'metrics:write',
  scope: 'workspace',
  input: removalInput,
  door: { summary: 'Delete a metric group; its metrics stay', ifMatch: 'optional' },
  records: ['metric-group.delete'],
  edits: metricGroupRow,
  change: async ({ input: { key }, stored, transaction }) => {
    await transaction.metricGroup.delete({ where: { id: stored.id } });

    return {
      result: undefined,
      audit: {
        subject: `metric-group:${key}`,
        detail: {},
      },
    };
  },
});
