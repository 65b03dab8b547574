import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import { changedBy, changesOf } from '../changes';
import type { Context } from '../context';
import { nameSchema } from '../experiments/key-schema';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { requireVersion } from '../stored-version';
import { findLayer, toLayerView, type LayerView } from './layer-view';

const changeableFields = z.strictObject({ name: nameSchema });

export const updateLayerInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/** Renames a layer: nothing else about it changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export async function updateLayer({ ctx, input }: { ctx: Context; input: unknown }): Promise<LayerView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, version, changes } = parseUpdate(updateLayerInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    await transaction.$queryRaw`
      select 1 from layers where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
    const stored = await findLayer(transaction, ctx, key);
    requireVersion(stored, version);
    const after = changedBy(changeableFields, { name: stored.name }, changes);
    if (after === null) return toLayerView(transaction, ctx, stored);
    const saved = await transaction.layer.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
    });
    await recordAudit(transaction, ctx, { action: 'layer.update', subject: `layer:${key}`, detail: after });
    return toLayerView(transaction, ctx, saved);
  });
}
