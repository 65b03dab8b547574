import { ConflictError } from '../../errors';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { removalInput } from '../input-fields';
import { environmentInclude, environmentRow, environmentSchema, toEnvironmentView } from './environment-view';

/**
 * Takes an archived environment into use again, with the keys that were neither revoked nor expired meanwhile. Throws NotFoundError,
 * VersionMismatchError, ConflictError (NOT_ARCHIVED).
 */
export const unarchiveEnvironment = defineVerb({
  name: 'unarchiveEnvironment',
  permission: 'environments:write',
  scope: 'workspace',
  input: removalInput,
  output: environmentSchema,
  door: { summary: 'Use an archived environment again; its keys work again', ifMatch: 'optional' },
  records: ['environment.unarchive'],
  edits: environmentRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    if (stored.archivedAt === null) throw new ConflictError('NOT_ARCHIVED', `"${key}" is not archived.`);
    const saved = await transaction.environment.update({
      where: { id: stored.id },
      data: { archivedAt: null, version: { increment: 1 } },
      include: environmentInclude,
    });
    await announceConfiguration(transaction, stored.id);
    const result = toEnvironmentView(saved, ctx.now());
    return { result, audit: { subject: `environment:${key}`, detail: { keys: result.keys } } };
  },
});
