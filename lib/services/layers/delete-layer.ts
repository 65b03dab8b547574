import { inTransaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { removalInput, requireVersion } from '../stored-version';
import { findLayer } from './layer-view';

/** Deletes a layer that no experiment or holdout names. Throws NotFoundError, VersionMismatchError, ConflictError (LAYER_IN_USE). */
export async function deleteLayer({ ctx, input }: { ctx: Context; input: unknown }): Promise<void> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version } = parseInput(removalInput, input);
  await inTransaction(ctx.database, async (transaction) => {
    await transaction.$queryRaw`
      select 1 from layers where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
    const stored = await findLayer(transaction, ctx, key);
    requireVersion(stored, version);
    const names = { select: { key: true }, take: 5, orderBy: { key: 'asc' } } as const;
    const experiments = await transaction.experiment.findMany({ where: { layerId: stored.id }, ...names });
    const holdouts = await transaction.holdout.findMany({ where: { layerId: stored.id }, ...names });
    const using = [...experiments, ...holdouts].map((one) => `"${one.key}"`);
    if (using.length > 0) {
      throw new ConflictError('LAYER_IN_USE', `"${key}" is named by ${using.join(', ')}.`);
    }
    await transaction.layer.delete({ where: { id: stored.id } });
    await recordAudit(transaction, ctx, { action: 'layer.delete', subject: `layer:${key}`, detail: {} });
  });
}
