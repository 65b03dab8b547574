import { readEvidence } from '../../evidence/create-evidence';
import type { ExportedFile } from '../analysis/exported-file';
import { defineVerb } from '../define-verb';
import { jsonLinesMediaType, jsonLinesOf, streamOfPages } from '../page-stream';
import { findStanding } from './find-standing';
import { unitInput } from './read-unit-report';

/**
 * All that is stored of a unit, and of the anonymous units that were linked to it, as JSON lines: exposures, events, links, refused items, and the
 * definitions that name it. Read as fast as somebody takes it, in no transaction.
 */
export const exportUnitRecords = defineVerb({
  name: 'exportUnitRecords',
  permission: 'data:manage',
  scope: 'workspace',
  input: unitInput,
  records: ['unit.export'],
  prepare: async ({ ctx, input: { unit } }): Promise<ExportedFile> => {
    const asked = { workspaceId: ctx.workspaceId, unit };
    const read = readEvidence(ctx.database);
    const standing = await findStanding(ctx.database.prisma, ctx.workspaceId, await read.unitsOf(asked));
    const pages = async function* (): AsyncGenerator<readonly object[], void, void> {
      yield* read.unitRecords(asked);
      yield standing.map((one) => ({ kind: 'definition', ...one }));
    };
    return {
      // Not named after the unit: file names stay in places that nobody erases.
      name: 'unit.jsonl',
      mediaType: jsonLinesMediaType,
      body: streamOfPages(pages(), jsonLinesOf),
    };
  },
  // The entry names no unit, as that of an erasure, which it would outlive.
  change: ({ prepared }) =>
    Promise.resolve({ result: prepared, audit: { subject: 'unit:exported', detail: {} } }),
});
