import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { VersionMismatchError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { holdoutViewInclude, lockHoldout, toHoldoutView, type HoldoutView } from './holdout-view';

export const updateHoldoutInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: z.strictObject({ name: nameSchema }),
});

/** Renames a holdout: its share never changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export async function updateHoldout({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutView> {
  authorise(ctx, 'experiments:write');
  const { key, version, changes } = parseInput(updateHoldoutInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockHoldout(transaction, ctx, key);
    if (stored.version !== version) throw new VersionMismatchError(version, stored.version);
    const saved = await transaction.holdout.update({
      where: { id: stored.id },
      data: { ...changes, version: { increment: 1 } },
      include: holdoutViewInclude,
    });
    await recordAudit(transaction, ctx, {
      action: 'holdout.update',
      subject: `holdout:${key}`,
      detail: changes,
    });
    return toHoldoutView(saved);
  });
}
