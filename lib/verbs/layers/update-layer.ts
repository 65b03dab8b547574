import { z } from 'zod';
import { changesOf } from '../../model/changes';
import { nameSchema } from '../../model/key';
import { changedBy } from '../parse-input';
import { layerRow, toLayerView } from './layer-view';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { layerSchema } from './layer-view';

const changeableFields = z.strictObject({ name: nameSchema });

const updateLayerInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/** Renames a layer: nothing else about it changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export const updateLayer = defineVerb({
  name: 'updateLayer',
  permission: 'experiments:write',
  scope: 'workspace',
  input: updateLayerInput,
  output: layerSchema,
  door: { summary: 'Change a layer; started runs keep what they froze', ifMatch: 'required' },
  records: ['layer.update'],
  edits: layerRow,
  change: async ({ ctx, input: { key, changes }, stored, transaction }) => {
    const after = changedBy(changeableFields, { name: stored.name }, changes);
    if (after === null) return { result: await toLayerView(transaction, ctx, stored), audit: null };
    const saved = await transaction.layer.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
    });
    return {
      result: await toLayerView(transaction, ctx, saved),
      audit: { subject: `layer:${key}`, detail: changedMembers({ name: stored.name }, after) },
    };
  },
});
