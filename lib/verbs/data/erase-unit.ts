import { z } from 'zod';
import { createEvidence } from '../../evidence/create-evidence';
import { authorise } from '../../auth/authorise';
import { MAX_UNIT_CHARACTERS, textField } from '../../ingestion/item-fields';
import { findStanding } from './find-standing';
import { removeStanding, type Removal } from './remove-standing';
import { countPlaces } from './unit-places';
import { defineVerb } from '../define-verb';
import { erasureResultSchema } from './data-answers';

const eraseUnitInput = z.strictObject({
  unit: textField('unit', MAX_UNIT_CHARACTERS),
  removeFromDefinitions: z
    .boolean()
    .default(false)
    .describe(
      'Also removes the id from overrides and from the targeting of audiences and of experiments that are not running. Needs experiments:write.',
    ),
});

/**
 * Removes a unit from every environment of the workspace: exposures, events, refused items, links, what analyses keep of it; and with it the
 * anonymous units that were linked to it. It stays erased: what comes late, or again, is refused (ERASED) by a salted hash,
 * which is all that is kept. Analyses hold no units and stay. Calling again erases what a failure left. Definitions that name the unit are
 * told, and changed where that is asked for; what a run froze stays (docs/decisions/0035).
 */
export const eraseUnit = defineVerb({
  name: 'eraseUnit',
  permission: 'data:manage',
  scope: 'workspace',
  input: eraseUnitInput,
  output: erasureResultSchema,
  door: { summary: 'Erase a unit permanently' },
  records: ['unit.erase', 'experiment.update', 'audience.update'],
  prepare: async ({ ctx, input: { unit, removeFromDefinitions } }) => {
    if (removeFromDefinitions) authorise(ctx, 'experiments:write', 'workspace');
    const asked = { workspaceId: ctx.workspaceId, unit };
    const { read, forget } = createEvidence(ctx.database);
    const places = await countPlaces(read.unitRecords(asked));
    const { units, ...removed } = await forget.unit(asked);
    return { units, places, removedRows: { units: units.length, ...removed } };
  },
  change: async ({
    ctx,
    input: { removeFromDefinitions },
    transaction,
    prepared: { units, places, removedRows },
  }) => {
    const erasure = { subject: 'unit:erased', detail: removedRows };
    const found = await findStanding(transaction, ctx.workspaceId, units);
    if (!removeFromDefinitions)
      return { result: { ...removedRows, places, standing: found }, audit: erasure };
    const removals: Removal[] = [];
    for (const one of found) removals.push(...(await removeStanding(transaction, ctx, one)));
    const standing = await findStanding(transaction, ctx.workspaceId, units);
    return { result: { ...removedRows, places, standing }, audit: [erasure, ...removals] };
  },
});
