import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { VersionMismatchError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { findLayer, toLayerView, type LayerView } from './layer-view';

export const updateLayerInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: z.strictObject({ name: nameSchema }),
});

/** Renames a layer: nothing else about it changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export async function updateLayer({ ctx, input }: { ctx: Context; input: unknown }): Promise<LayerView> {
  authorise(ctx, 'experiments:write');
  const { key, version, changes } = parseInput(updateLayerInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    await transaction.$queryRaw`
      select 1 from layers where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
    const stored = await findLayer(transaction, ctx, key);
    if (stored.version !== version) throw new VersionMismatchError(version, stored.version);
    const saved = await transaction.layer.update({
      where: { id: stored.id },
      data: { ...changes, version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, { action: 'layer.update', subject: `layer:${key}`, detail: changes });
    return toLayerView(transaction, saved);
  });
}
