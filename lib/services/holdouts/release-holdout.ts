import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { announceEverywhere } from '../experiments/run-life';
import { parseRunConfiguration } from '../experiments/run-configuration-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { holdoutViewInclude, lockHoldout, toHoldoutView, type HoldoutView } from './holdout-view';

/**
 * Ends a holdout: its units get what was shipped, and later runs take them in. It is kept, with its key, because earlier
 * runs name it. Throws NotFoundError, VersionMismatchError, ConflictError (HOLDOUT_IN_USE while a run keeps its units out,
 * HOLDOUT_RELEASED).
 */
export async function releaseHoldout({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await lockHoldout(transaction, ctx, key);
    requireVersion(stored, version);
    if (stored.releasedAt !== null) {
      throw new ConflictError('HOLDOUT_RELEASED', `"${key}" has been released already.`);
    }
    await refuseWhileUsed(transaction, ctx, key);
    const saved = await transaction.holdout.update({
      where: { id: stored.id },
      data: { releasedAt: ctx.now(), version: { increment: 1 } },
      include: holdoutViewInclude,
    });
    await announceEverywhere(transaction, ctx);
    await recordAudit(transaction, ctx, { action: 'holdout.release', subject: `holdout:${key}`, detail: {} });
    return toHoldoutView(saved);
  });
}

/** Letting its units into a run that has begun without them would mix two populations. */
async function refuseWhileUsed(transaction: Transaction, ctx: Context, key: string): Promise<void> {
  const runs = await transaction.run.findMany({
    where: { endedAt: null, experiment: { workspaceId: ctx.workspaceId } },
    select: { configuration: true, experiment: { select: { key: true } } },
  });
  const using = runs.filter(({ configuration }) =>
    parseRunConfiguration(configuration).surroundings?.holdouts.some((holdout) => holdout.key === key),
  );
  if (using.length === 0) return;
  const names = [...new Set(using.map(({ experiment }) => `"${experiment.key}"`))].slice(0, 5);
  throw new ConflictError(
    'HOLDOUT_IN_USE',
    `"${key}" keeps its units out of ${names.join(', ')}, which began without them. Stop or ship first.`,
  );
}
