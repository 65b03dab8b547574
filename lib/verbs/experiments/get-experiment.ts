import { findExperiment, toReadView } from './find-experiment';
import { keyInput } from '../input-fields';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

/** One experiment by key. Throws NotFoundError, ForbiddenError. */
export const getExperiment = defineVerb({
  name: 'getExperiment',
  permission: 'experiments:read',
  scope: 'definitions',
  input: keyInput,
  output: experimentSchema,
  door: { summary: 'Read an experiment' },
  read: async ({ ctx, input: { key } }) => {
    return toReadView(ctx, await findExperiment(ctx.database.prisma, ctx, key));
  },
});
