import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import { changedBy, changesOf } from '../changes';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { requireVersion } from '../stored-version';
import { holdoutViewInclude, lockHoldout, toHoldoutView, type HoldoutView } from './holdout-view';

const changeableFields = z.strictObject({ name: nameSchema });

export const updateHoldoutInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/** Renames a holdout: its share never changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export async function updateHoldout({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateHoldoutInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockHoldout(transaction, ctx, key);
    requireVersion(stored, version);
    const after = changedBy(changeableFields, { name: stored.name }, changes);
    if (after === null) return toHoldoutView(stored);
    const saved = await transaction.holdout.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
      include: holdoutViewInclude,
    });
    await recordAudit(transaction, ctx, {
      action: 'holdout.update',
      subject: `holdout:${key}`,
      detail: after,
    });
    return toHoldoutView(saved);
  });
}
