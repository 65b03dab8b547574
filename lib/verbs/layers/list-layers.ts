import { toLayerView, type LayerView } from './layer-view';
import { pageInput, pageOf, pageQuery } from '../paging';
import { defineVerb } from '../define-verb';
import { layerPageSchema } from './layer-view';

/** The workspace's layers by key, each with the ranges that its runs hold. */
export const listLayers = defineVerb({
  name: 'listLayers',
  permission: 'experiments:read',
  scope: 'definitions',
  input: pageInput('layer', { most: 100, usual: 50 }),
  output: layerPageSchema,
  door: { summary: 'List layers, with the ranges that their runs hold, by key' },
  read: async ({ ctx, input }) => {
    const { prisma } = ctx.database;
    const stored = await prisma.layer.findMany(pageQuery(ctx.workspaceId, input));
    const { page, next } = pageOf(stored, input);
    const layers: LayerView[] = [];
    for (const layer of page) layers.push(await toLayerView(prisma, ctx, layer));
    return { layers, next };
  },
});
