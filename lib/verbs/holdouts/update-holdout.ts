import { z } from 'zod';
import { changesOf } from '../../model/changes';
import { nameSchema } from '../../model/key';
import { changedBy } from '../parse-input';
import { holdoutViewInclude, holdoutRow, toHoldoutView } from './holdout-view';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { holdoutSchema } from './holdout-view';

const changeableFields = z.strictObject({ name: nameSchema });

const updateHoldoutInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/** Renames a holdout: its share never changes. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export const updateHoldout = defineVerb({
  name: 'updateHoldout',
  permission: 'experiments:write',
  scope: 'workspace',
  input: updateHoldoutInput,
  output: holdoutSchema,
  door: { summary: 'Change a holdout; started runs keep what they froze', ifMatch: 'required' },
  records: ['holdout.update'],
  edits: holdoutRow,
  change: async ({ input: { key, changes }, stored, transaction }) => {
    const after = changedBy(changeableFields, { name: stored.name }, changes);
    if (after === null) return { result: toHoldoutView(stored), audit: null };
    const saved = await transaction.holdout.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
      include: holdoutViewInclude,
    });
    return {
      result: toHoldoutView(saved),
      audit: {
        subject: `holdout:${key}`,
        detail: changedMembers({ name: stored.name }, after),
      },
    };
  },
});
