import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findSource, toSourceView, type SourceView } from './source-view';

const getInput = z.strictObject({ key: z.string() });

/** One source by key. Throws NotFoundError, ForbiddenError. */
export async function getSource({ ctx, input }: { ctx: Context; input: unknown }): Promise<SourceView> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toSourceView(await findSource(ctx.database.prisma, ctx, key));
}
