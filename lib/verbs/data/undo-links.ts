import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import { MAX_UNIT_CHARACTERS, textField } from '../../ingestion/item-fields';
import { createEvidence } from '../../evidence/create-evidence';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';
import { undoneLinksSchema } from './data-answers';

// Any text: what is to be undone may be a link to what no link may name any more.
const ofOne = z.strictObject({
  environment: environmentField,
  anonymous: textField('anonymous', MAX_UNIT_CHARACTERS).describe(
    'The link of this anonymous unit is undone.',
  ),
});
const ofAll = z.strictObject({
  environment: environmentField,
  unit: textField('unit', MAX_UNIT_CHARACTERS).describe('All links that named this unit are undone.'),
});

const undoLinksInput = z.union([ofOne, ofAll], {
  error: 'Name either the anonymous unit of one link, or the unit whose links are all to be undone.',
});

/**
 * Undoes wrong links: that of one anonymous unit, or all that named a unit. Who was linked by way of them goes back to whom its
 * own link named. Nothing that was sent was rewritten by a link, so the next analysis is as if it had never been; the
 * anonymous unit can be linked anew. Throws ForbiddenError, NotFoundError, InvalidInputError.
 */
export const undoLinks = defineVerb({
  name: 'undoLinks',
  permission: 'data:manage',
  scope: 'environment',
  input: undoLinksInput,
  output: undoneLinksSchema,
  door: { summary: 'Undo the link of an anonymous unit, or all links to a unit' },
  records: ['links.undo'],
  prepare: async ({ ctx, input: asked }) => {
    const { id: environmentId, key } = await findEnvironment(ctx.database.prisma, ctx, asked.environment);
    const { forget } = createEvidence(ctx.database);
    const removed = await forget.links(
      'unit' in asked ? { environmentId, unit: asked.unit } : { environmentId, anonymous: asked.anonymous },
    );
    return { key, removed };
  },
  change: ({ prepared: { key, removed } }) =>
    // How many, and not whose: a unit may be erased later, and the audit trail cannot forget.
    Promise.resolve({
      result: { removed },
      audit: removed === 0 ? null : { subject: `environment:${key}`, detail: { removed } },
    }),
});
