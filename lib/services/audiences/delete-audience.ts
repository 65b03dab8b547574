import { audiencesIn } from '../../assignment/audiences-in';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { targetingSchema } from '../experiments/targeting-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { lockAudience } from './audience-view';

/**
 * Deletes an audience that no experiment names, archived ones aside. Throws NotFoundError, VersionMismatchError,
 * ConflictError (AUDIENCE_IN_USE).
 */
export async function deleteAudience({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const stored = await lockAudience(transaction, ctx, key);
    requireVersion(stored, version);
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
    await recordAudit(transaction, ctx, {
      action: 'audience.delete',
      subject: `audience:${key}`,
      detail: {},
    });
  });
}
