import { ConflictError } from '../../errors';
import { removalInput } from '../input-fields';
import { layerRow } from './layer-view';
import { defineVerb } from '../define-verb';

/**
 * Deletes a layer that no experiment or holdout names, and in which no run holds a place. Throws NotFoundError, VersionMismatchError, ConflictError
 * (LAYER_IN_USE).
 */
export const deleteLayer = defineVerb({
  name: 'deleteLayer',
  permission: 'experiments:write',
  scope: 'workspace',
  input: removalInput,
  door: { summary: 'Delete a layer that nothing names', ifMatch: 'optional' },
  records: ['layer.delete'],
  edits: layerRow,
  change: async ({ input: { key }, stored, transaction }) => {
    const names = { select: { key: true }, take: 5, orderBy: { key: 'asc' } } as const;
    const experiments = await transaction.experiment.findMany({ where: { layerId: stored.id }, ...names });
    const holdouts = await transaction.holdout.findMany({ where: { layerId: stored.id }, ...names });
    const running = await transaction.experiment.findMany({
      where: { runs: { some: { layers: { some: { layerId: stored.id } } } } },
      ...names,
    });
    const using = new Set([...experiments, ...holdouts, ...running].map((one) => `"${one.key}"`));
    if (using.size > 0) {
      throw new ConflictError('LAYER_IN_USE', `"${key}" is named by ${[...using].join(', ')}.`);
    }
    await transaction.layer.delete({ where: { id: stored.id } });

    return { result: undefined, audit: { subject: `layer:${key}`, detail: {} } };
  },
});
