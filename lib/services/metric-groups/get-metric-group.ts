import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findMetricGroup, toMetricGroupView, type MetricGroupView } from './metric-group-view';

const getInput = z.strictObject({ key: z.string() });

/** One group by key. Throws NotFoundError, ForbiddenError. */
export async function getMetricGroup({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<MetricGroupView> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toMetricGroupView(await findMetricGroup(ctx.database.prisma, ctx, key));
}
