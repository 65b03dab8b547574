import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toExperimentView, type ExperimentView } from './experiment-view';
import { findExperiment } from './find-experiment';

const getInput = z.strictObject({ key: z.string() });

/** One experiment by key. Throws NotFoundError, ForbiddenError. */
export async function getExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toExperimentView(await findExperiment(ctx.database.prisma, ctx, key));
}
