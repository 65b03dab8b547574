import { z } from 'zod';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { findAudience, toAudienceView, type AudienceView } from './audience-view';

const getInput = z.strictObject({ key: z.string() });

/** One saved audience by key. Throws NotFoundError. */
export async function getAudience({ ctx, input }: { ctx: Context; input: unknown }): Promise<AudienceView> {
  authorise(ctx, 'experiments:read', 'definitions');
  const { key } = parseInput(getInput, input);
  return toAudienceView(await findAudience(ctx.database.prisma, ctx, key));
}
