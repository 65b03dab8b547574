import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { toLayerView, layerSchema } from './layer-view';
import { defineVerb } from '../define-verb';
import { keySchema, nameSchema } from '../../model/key';

const createLayerInput = z.strictObject({ key: keySchema, name: nameSchema });

/** Makes an empty layer. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export const createLayer = defineVerb({
  name: 'createLayer',
  permission: 'experiments:write',
  scope: 'workspace',
  input: createLayerInput,
  output: layerSchema,
  door: { summary: 'Create a layer', status: 201 },
  records: ['layer.create'],
  unique: ({ key }) => ({ what: 'a layer', key }),
  change: async ({ ctx, input: { key, name }, transaction }) => {
    const stored = await transaction.layer.create({
      data: { workspaceId: ctx.workspaceId, key, name, salt: randomUUID() },
    });
    return {
      result: await toLayerView(transaction, ctx, stored),
      audit: {
        subject: `layer:${key}`,
        detail: { name },
      },
    };
  },
});
