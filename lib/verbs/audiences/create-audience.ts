import { toStoredJson } from '../stored-json';
import { audienceInputSchema, toAudienceView } from './audience-view';
import { defineVerb } from '../define-verb';
import { audienceSchema } from './audience-view';

/** Saves a rule under a name. Throws InvalidInputError, ForbiddenError, ConflictError (DUPLICATE_KEY). */
export const createAudience = defineVerb({
  name: 'createAudience',
  permission: 'experiments:write',
  scope: 'workspace',
  input: audienceInputSchema,
  output: audienceSchema,
  door: { summary: 'Create a saved audience', status: 201 },
  records: ['audience.create'],
  unique: ({ key }) => ({ what: 'an audience', key }),
  change: async ({ ctx, input: audience, transaction }) => {
    const { key, name, rule } = audience;

    const stored = await transaction.audience.create({
      data: { workspaceId: ctx.workspaceId, key, name, rule: toStoredJson(rule) },
    });
    return {
      result: toAudienceView(stored),
      audit: {
        subject: `audience:${key}`,
        detail: audience,
      },
    };
  },
});
