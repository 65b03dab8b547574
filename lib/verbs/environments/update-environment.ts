import { z } from 'zod';
import { changesOf } from '../../model/changes';
import { nameSchema } from '../../model/key';
import { changedMembers } from '../audit/changed-members';
import { defineVerb } from '../define-verb';
import { changedBy } from '../parse-input';
import { environmentInclude, environmentRow, environmentSchema, toEnvironmentView } from './environment-view';

const changeableFields = z.strictObject({ name: nameSchema });

const updateEnvironmentInput = z.strictObject({
  key: z.string(),
  version: z.int(),
  changes: changesOf(changeableFields),
});

/** Renames an environment; programs go on naming it by its key. Throws NotFoundError, InvalidInputError, VersionMismatchError. */
export const updateEnvironment = defineVerb({
  name: 'updateEnvironment',
  permission: 'environments:write',
  scope: 'workspace',
  input: updateEnvironmentInput,
  output: environmentSchema,
  door: { summary: 'Rename an environment; its key never changes', ifMatch: 'required' },
  records: ['environment.update'],
  edits: environmentRow,
  change: async ({ ctx, input: { key, changes }, stored, transaction }) => {
    const after = changedBy(changeableFields, { name: stored.name }, changes);
    if (after === null) return { result: toEnvironmentView(stored, ctx.now()), audit: null };
    const saved = await transaction.environment.update({
      where: { id: stored.id },
      data: { ...after, version: { increment: 1 } },
      include: environmentInclude,
    });
    return {
      result: toEnvironmentView(saved, ctx.now()),
      audit: { subject: `environment:${key}`, detail: changedMembers({ name: stored.name }, after) },
    };
  },
});
