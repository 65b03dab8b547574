import { z } from 'zod';
import { changesOf } from '../../model/changes';
import { changedBy } from '../parse-input';
import { toStoredJson } from '../stored-json';
import { audienceInputSchema, audienceRow, toAudienceView } from './audience-view';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { audienceSchema } from './audience-view';

const changeableFields = audienceInputSchema.omit({ key: true });

const updateAudienceInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/**
 * Changes an audience for runs that start from now on: those that have begun keep the version that they froze. Throws
 * NotFoundError, InvalidInputError, VersionMismatchError.
 */
export const updateAudience = defineVerb({
  name: 'updateAudience',
  permission: 'experiments:write',
  scope: 'workspace',
  input: updateAudienceInput,
  output: audienceSchema,
  door: { summary: 'Change a saved audience; started runs keep what they froze', ifMatch: 'required' },
  records: ['audience.update'],
  edits: audienceRow,
  change: async ({ input: { key, changes }, stored, transaction }) => {
    const { name, rule } = toAudienceView(stored);
    const after = changedBy(changeableFields, { name, rule }, changes);
    if (after === null) return { result: toAudienceView(stored), audit: null };
    const saved = await transaction.audience.update({
      where: { id: stored.id },
      data: {
        name: after.name,
        rule: toStoredJson(after.rule),
        version: { increment: 1 },
      },
    });
    return {
      result: toAudienceView(saved),
      audit: {
        subject: `audience:${key}`,
        detail: changedMembers({ name, rule }, after),
      },
    };
  },
});
