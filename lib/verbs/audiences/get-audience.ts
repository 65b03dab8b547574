import { findAudience, toAudienceView } from './audience-view';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { audienceSchema } from './audience-view';

/** One saved audience by key. Throws NotFoundError. */
export const getAudience = defineVerb({
  name: 'getAudience',
  permission: 'experiments:read',
  scope: 'definitions',
  input: keyInput,
  output: audienceSchema,
  door: { summary: 'Read a saved audience' },
  read: async ({ ctx, input: { key } }) => {
    return toAudienceView(await findAudience(ctx.database.prisma, ctx, key));
  },
});
