import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { keySchema, nameSchema } from '../experiments/key-schema';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toLayerView, type LayerView } from './layer-view';

export const createLayerInput = z.strictObject({ key: keySchema, name: nameSchema });

/** Makes an empty layer. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export async function createLayer({ ctx, input }: { ctx: Context; input: unknown }): Promise<LayerView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const { key, name } = parseInput(createLayerInput, input);
  return refusingDuplicates('a layer', key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const stored = await transaction.layer.create({
        data: { workspaceId: ctx.workspaceId, key, name, salt: randomUUID() },
      });
      await recordAudit(transaction, ctx, {
        action: 'layer.create',
        subject: `layer:${key}`,
        detail: { name },
      });
      return toLayerView(transaction, ctx, stored);
    }),
  );
}
