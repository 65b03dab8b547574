import { audiencesIn } from '../../assignment/audiences-in';
import { ConflictError } from '../../errors';
import { targetingSchema } from '../../model/targeting';
import { removalInput } from '../input-fields';
import { audienceRow } from './audience-view';
import { defineVerb } from '../define-verb';

/**
 * Deletes an audience that no experiment names, archived ones aside. Throws NotFoundError, VersionMismatchError,
 * ConflictError (AUDIENCE_IN_USE).
 */
export const deleteAudience = defineVerb({
  name: 'deleteAudience',
  permission: 'experiments:write',
  scope: 'workspace',
  input: removalInput,
  door: { summary: 'Delete a saved audience that no experiment names', ifMatch: 'optional' },
  records: ['audience.delete'],
  edits: audienceRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    const experiments = await transaction.experiment.findMany({
      where: { workspaceId: ctx.workspaceId, status: { not: 'ARCHIVED' } },
      select: { key: true, targeting: true },
      orderBy: { key: 'asc' },
    });
    const using = experiments.filter(({ targeting }) =>
      audiencesIn(targetingSchema.parse(targeting)).has(key),
    );
    if (using.length > 0) {
      const names = using.slice(0, 5).map((experiment) => `"${experiment.key}"`);
      throw new ConflictError('AUDIENCE_IN_USE', `"${key}" is named by ${names.join(', ')}.`);
    }
    await transaction.audience.delete({ where: { id: stored.id } });

    return {
      result: undefined,
      audit: {
        subject: `audience:${key}`,
        detail: {},
      },
    };
  },
});
