import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { keySchema, nameSchema } from '../experiments/key-schema';
import { invalidInput, parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { holdoutViewInclude, toHoldoutView, type HoldoutView } from './holdout-view';

export const createHoldoutInput = z.strictObject({
  key: keySchema,
  name: nameSchema,
  share: z
    .number('A share is a number, such as 0.05.')
    .gt(0, 'A share is above 0.')
    .lt(1, 'A share is below 1: otherwise nobody would meet anything.'),
  layer: keySchema.nullable().default(null),
});

/**
 * Keeps a share of all units out of the runs that start from now on, in a layer or in the whole workspace; runs that have
 * begun are not touched. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY).
 */
export async function createHoldout({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutView> {
  authorise(ctx, 'experiments:write', 'workspace');
  const holdout = parseInput(createHoldoutInput, input);
  const { key, name, share, layer } = holdout;
  return refusingDuplicates('a holdout', key, () =>
    inTransaction(ctx.database, async (transaction) => {
      const { workspaceId } = ctx;
      const place =
        layer === null
          ? null
          : await transaction.layer.findUnique({ where: { workspaceId_key: { workspaceId, key: layer } } });
      if (layer !== null && place === null) {
        throw invalidInput([{ pointer: '/layer', detail: `There is no layer "${layer}".` }]);
      }
      const stored = await transaction.holdout.create({
        data: { workspaceId, key, name, share, layerId: place?.id ?? null, salt: randomUUID() },
        include: holdoutViewInclude,
      });
      await recordAudit(transaction, ctx, {
        action: 'holdout.create',
        subject: `holdout:${key}`,
        detail: holdout,
      });
      return toHoldoutView(stored);
    }),
  );
}
