import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalidInput } from '../parse-input';
import { holdoutViewInclude, toHoldoutView, holdoutSchema } from './holdout-view';
import { defineVerb } from '../define-verb';
import { keySchema, nameSchema } from '../../model/key';

const createHoldoutInput = z.strictObject({
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
export const createHoldout = defineVerb({
  name: 'createHoldout',
  permission: 'experiments:write',
  scope: 'workspace',
  input: createHoldoutInput,
  output: holdoutSchema,
  door: { summary: 'Create a holdout', status: 201 },
  records: ['holdout.create'],
  unique: ({ key }) => ({ what: 'a holdout', key }),
  change: async ({ ctx, input: holdout, transaction }) => {
    const { key, name, share, layer } = holdout;

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
    return {
      result: toHoldoutView(stored),
      audit: {
        subject: `holdout:${key}`,
        detail: holdout,
      },
    };
  },
});
