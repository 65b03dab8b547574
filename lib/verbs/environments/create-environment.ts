import { z } from 'zod';
import { keySchema, nameSchema } from '../../model/key';
import { defineVerb } from '../define-verb';
import { announceConfiguration } from '../experiments/run-life';
import { environmentInclude, environmentSchema, toEnvironmentView } from './environment-view';

/** Makes an environment without runs and keys. Its key never changes. Throws InvalidInputError, ConflictError (DUPLICATE_KEY). */
export const createEnvironment = defineVerb({
  name: 'createEnvironment',
  permission: 'environments:write',
  scope: 'workspace',
  input: z.strictObject({ key: keySchema, name: nameSchema }),
  output: environmentSchema,
  door: { summary: 'Create an environment', status: 201 },
  records: ['environment.create'],
  unique: ({ key }) => ({ what: 'an environment', key }),
  change: async ({ ctx, input: { key, name }, transaction }) => {
    const createdAt = ctx.now();
    const stored = await transaction.environment.create({
      data: { workspaceId: ctx.workspaceId, key, name, createdAt },
      include: environmentInclude,
    });
    await announceConfiguration(transaction, stored.id);
    return {
      result: toEnvironmentView(stored, createdAt),
      audit: { subject: `environment:${key}`, detail: { name } },
    };
  },
});
