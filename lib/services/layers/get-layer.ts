import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findLayer, toLayerView, type LayerView } from './layer-view';

const getInput = z.strictObject({ key: z.string() });

/** One layer by key, with the ranges that its runs hold. Throws NotFoundError. */
export async function getLayer({ ctx, input }: { ctx: Context; input: unknown }): Promise<LayerView> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return inTransaction(ctx.database, async (transaction) =>
    toLayerView(transaction, ctx, await findLayer(transaction, ctx, key)),
  );
}
