import { z } from 'zod';
import { readEvidence } from '../../evidence/create-evidence';
import { MAX_UNIT_CHARACTERS, textField } from '../../ingestion/item-fields';
import { defineVerb } from '../define-verb';
import { unitReportSchema } from './data-answers';
import { findStanding } from './find-standing';
import { countPlaces } from './unit-places';

export const unitInput = z.strictObject({ unit: textField('unit', MAX_UNIT_CHARACTERS) });

/**
 * Where a unit stands: rows of evidence by place, in every environment of the workspace, and the definitions that name it; and the same of the
 * anonymous units that were linked to it. It is what `eraseUnit` would remove, and says of what it leaves.
 */
export const readUnitReport = defineVerb({
  name: 'readUnitReport',
  permission: 'data:manage',
  scope: 'workspace',
  input: unitInput,
  output: unitReportSchema,
  door: { summary: 'Where a unit stands' },
  read: async ({ ctx, input: { unit } }) => {
    const asked = { workspaceId: ctx.workspaceId, unit };
    const read = readEvidence(ctx.database);
    const units = await read.unitsOf(asked);
    const places = await countPlaces(read.unitRecords(asked));
    return { units, places, standing: await findStanding(ctx.database.prisma, ctx.workspaceId, units) };
  },
});
