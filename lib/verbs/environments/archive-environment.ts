import { DEFAULT_ENVIRONMENT } from '../../auth/authorise';
import { ConflictError } from '../../errors';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { removalInput } from '../input-fields';
import {
  environmentInclude,
  environmentRow,
  environmentSchema,
  runningIn,
  toEnvironmentView,
} from './environment-view';

/**
 * Takes an environment out of use: nothing is served there, its keys do not work, nothing starts. What was recorded stays and can be
 * read. One that is archived stays as it is. Throws NotFoundError, VersionMismatchError, ConflictError (DEFAULT_ENVIRONMENT, RUNS_ACTIVE).
 */
export const archiveEnvironment = defineVerb({
  name: 'archiveEnvironment',
  permission: 'environments:write',
  scope: 'workspace',
  input: removalInput,
  output: environmentSchema,
  door: {
    summary: 'Archive an environment in which nothing runs; its keys stop working',
    ifMatch: 'optional',
  },
  records: ['environment.archive'],
  edits: environmentRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    const now = ctx.now();
    if (stored.archivedAt !== null) return { result: toEnvironmentView(stored, now), audit: null };
    if (key === DEFAULT_ENVIRONMENT) {
      throw new ConflictError(
        'DEFAULT_ENVIRONMENT',
        `"${key}" is meant where nobody names an environment, so it cannot be archived.`,
      );
    }
    const running = runningIn(stored);
    if (running.length > 0) {
      const names = running.map((one) => `"${one}"`).join(', ');
      throw new ConflictError('RUNS_ACTIVE', `These run in "${key}": ${names}. Stop them there first.`);
    }
    const saved = await transaction.environment.update({
      where: { id: stored.id },
      data: { archivedAt: now, version: { increment: 1 } },
      include: environmentInclude,
    });
    await announceConfiguration(transaction, stored.id);
    const result = toEnvironmentView(saved, now);
    return { result, audit: { subject: `environment:${key}`, detail: { keys: result.keys } } };
  },
});
