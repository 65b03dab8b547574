import type { Transaction } from '../../database/client';
import type { Holdout } from '../../database/generated/client';
import { ConflictError } from '../../errors';
import { announceEverywhere } from '../experiments/run-life';
import { removalInput } from '../input-fields';
import { holdoutViewInclude, holdoutRow, toHoldoutView } from './holdout-view';
import { defineVerb } from '../define-verb';
import { holdoutSchema } from './holdout-view';

/**
 * Ends a holdout: its units get what was shipped, and later runs take them in. It is kept, with its key, because earlier
 * runs name it. Throws NotFoundError, VersionMismatchError, ConflictError (HOLDOUT_IN_USE while a run keeps its units out,
 * HOLDOUT_RELEASED).
 */
export const releaseHoldout = defineVerb({
  name: 'releaseHoldout',
  permission: 'experiments:write',
  scope: 'workspace',
  input: removalInput,
  output: holdoutSchema,
  door: { summary: 'Release a holdout: its units get the shipped variants', ifMatch: 'optional' },
  records: ['holdout.release'],
  edits: holdoutRow,
  change: async ({ ctx, input: { key }, stored, transaction }) => {
    if (stored.releasedAt !== null) {
      throw new ConflictError('HOLDOUT_RELEASED', `"${key}" has been released already.`);
    }
    await refuseWhileUsed(transaction, stored);
    const saved = await transaction.holdout.update({
      where: { id: stored.id },
      data: { releasedAt: ctx.now(), version: { increment: 1 } },
      include: holdoutViewInclude,
    });
    await announceEverywhere(transaction, ctx);
    return { result: toHoldoutView(saved), audit: { subject: `holdout:${key}`, detail: {} } };
  },
});

/** Letting its units into a run that has begun without them would mix two populations. */
async function refuseWhileUsed(transaction: Transaction, { id, key }: Holdout): Promise<void> {
  const using = await transaction.run.findMany({
    where: { endedAt: null, holdouts: { some: { holdoutId: id } } },
    select: { experiment: { select: { key: true } } },
  });
  if (using.length === 0) return;
  const names = [...new Set(using.map(({ experiment }) => `"${experiment.key}"`))].slice(0, 5);
  throw new ConflictError(
    'HOLDOUT_IN_USE',
    `"${key}" keeps its units out of ${names.join(', ')}, which began without them. Stop or ship first.`,
  );
}
