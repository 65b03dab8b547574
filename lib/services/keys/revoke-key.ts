import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { NotFoundError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { announceConfiguration } from '../experiments/run-life';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';

const revokeInput = z.strictObject({ id: z.uuid() });

/** Ends a key for good; instances refuse it as soon as they hear of it. Throws NotFoundError. */
export async function revokeKey({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'keys:write', 'workspace');
  const { id } = parseInput(revokeInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    const key = await transaction.key.findFirst({
      where: { id, revokedAt: null, environment: { workspaceId: ctx.workspaceId } },
      select: { environmentId: true, name: true, prefix: true },
    });
    if (key === null) throw new NotFoundError('key', id);
    await transaction.key.update({ where: { id }, data: { revokedAt: ctx.now() } });
    await announceConfiguration(transaction, key.environmentId);
    await recordAudit(transaction, ctx, {
      action: 'key.revoke',
      subject: `key:${id}`,
      detail: { name: key.name, prefix: key.prefix },
    });
  });
}
