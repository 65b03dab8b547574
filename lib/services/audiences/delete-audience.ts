import { z } from 'zod';
import { audiencesIn } from '../../assignment/audiences-in';
import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { targetingSchema } from '../experiments/targeting-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { lockAudience } from './audience-view';

const deleteInput = z.strictObject({ key: z.string() });

/** Deletes an audience that no experiment names, archived ones aside. Throws NotFoundError, ConflictError (AUDIENCE_IN_USE). */
export async function deleteAudience({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key } = parseInput(deleteInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const { id } = await lockAudience(transaction, ctx, key);
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
    await transaction.audience.delete({ where: { id } });
    await recordAudit(transaction, ctx, {
      action: 'audience.delete',
      subject: `audience:${key}`,
      detail: {},
    });
  });
}
