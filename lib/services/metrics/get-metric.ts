import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { toMetricView, type MetricView } from './metric-view';
import { findMetric } from './store-metric';

const getInput = z.strictObject({ key: z.string() });

/** One metric by key. Throws NotFoundError, ForbiddenError. */
export async function getMetric({ ctx, input }: { ctx: Context; input: unknown }): Promise<MetricView> {
  authorise(ctx, 'metrics:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toMetricView(await findMetric(ctx.database.prisma, ctx, key));
}
