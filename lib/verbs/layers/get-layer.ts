import { findLayer, toLayerView } from './layer-view';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { layerSchema } from './layer-view';

/** One layer by key, with the ranges that its runs hold. Throws NotFoundError. */
export const getLayer = defineVerb({
  name: 'getLayer',
  permission: 'experiments:read',
  scope: 'definitions',
  input: keyInput,
  output: layerSchema,
  door: { summary: 'Read a layer' },
  read: async ({ ctx, input: { key } }) => {
    const { prisma } = ctx.database;
    return toLayerView(prisma, ctx, await findLayer(prisma, ctx, key));
  },
});
