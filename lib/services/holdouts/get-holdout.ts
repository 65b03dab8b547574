import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findHoldout, toHoldoutView, type HoldoutView } from './holdout-view';

const getInput = z.strictObject({ key: z.string() });

/** One holdout by key. Throws NotFoundError. */
export async function getHoldout({ ctx, input }: { ctx: Context; input: unknown }): Promise<HoldoutView> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toHoldoutView(await findHoldout(ctx.database.prisma, ctx, key));
}
