import { findHoldout, toHoldoutView } from './holdout-view';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { holdoutSchema } from './holdout-view';

/** One holdout by key. Throws NotFoundError. */
export const getHoldout = defineVerb({
  name: 'getHoldout',
  permission: 'experiments:read',
  scope: 'definitions',
  input: keyInput,
  output: holdoutSchema,
  door: { summary: 'Read a holdout' },
  read: async ({ ctx, input: { key } }) => {
    return toHoldoutView(await findHoldout(ctx.database.prisma, ctx, key));
  },
});
