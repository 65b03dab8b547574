import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toLayerView, type LayerView } from './layer-view';

export const listLayersInput = z.strictObject({
  after: z.string().optional().describe('Key of the last layer of the page before.'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export interface LayerPage {
  readonly layers: readonly LayerView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** The workspace's layers by key, each with the ranges that its runs hold. */
export async function listLayers({ ctx, input }: { ctx: Context; input: unknown }): Promise<LayerPage> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { after, limit } = parseInput(listLayersInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const stored = await transaction.layer.findMany({
      where: { workspaceId: ctx.workspaceId, ...(after === undefined ? {} : { key: { gt: after } }) },
      orderBy: { key: 'asc' },
      take: limit + 1,
    });
    const layers: LayerView[] = [];
    for (const layer of stored.slice(0, limit)) layers.push(await toLayerView(transaction, ctx, layer));
    return { layers, next: stored.length > limit ? (layers.at(-1)?.key ?? null) : null };
  });
}
