import { findSource, toSourceView } from './source-view';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { sourceSchema } from './source-answers';

/** One source by key. Throws NotFoundError, ForbiddenError. */
export const getSource = defineVerb({
  name: 'getSource',
  permission: 'metrics:read',
  scope: 'definitions',
  input: keyInput,
  output: sourceSchema,
  door: { summary: 'Read a source, without its connection' },
  read: async ({ ctx, input: { key } }) => {
    return toSourceView(await findSource(ctx.database.prisma, ctx, key));
  },
});
