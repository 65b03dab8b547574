import { z } from 'zod';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { environmentField, flagInQuery } from '../input-fields';
import type { RejectedKind } from '../ingestion/write-rejected';
import { parseInput } from '../parse-input';

export const listRejectedInput = z.strictObject({
  environment: environmentField,
  code: z.string().max(100).optional().describe('Items refused for this reason alone.'),
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'An id is a number.')
    .optional()
    .describe('The last id of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  replayed: flagInQuery.describe('`true`: those that were replayed too.'),
});

/** An item that was refused. */
export interface RejectedView {
  readonly id: string;
  readonly kind: RejectedKind;
  readonly code: string;
  readonly detail: string;
  /** As it came, or its first 64 kB. */
  readonly body: string;
  readonly receivedAt: Date;
  readonly replayedAt: Date | null;
}

export interface RejectedPage {
  readonly items: readonly RejectedView[];
  /** Pass as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/** What an environment refused and nobody has mended yet, newest first. Throws NotFoundError, InvalidInputError. */
export async function listRejected({ ctx, input }: { ctx: Context; input: unknown }): Promise<RejectedPage> {
  authorise(ctx, 'data:read', 'environment');
  const { environment, code, after, limit, replayed } = parseInput(listRejectedInput, input);
  const { id: environmentId } = await findEnvironment(ctx.database.prisma, ctx, environment);
  const stored = await ctx.database.prisma.rejectedEvent.findMany({
    where: {
      environmentId,
      ...(code === undefined || code === '' ? {} : { code }),
      ...(replayed ? {} : { replayedAt: null }),
      ...(after === undefined ? {} : { id: { lt: BigInt(after) } }),
    },
    orderBy: { id: 'desc' },
    take: limit + 1,
  });
  const items = stored
    .slice(0, limit)
    .map(({ id, kind, code: codeOf, detail, body, receivedAt, replayedAt }) => {
      return { id: String(id), kind, code: codeOf, detail, body, receivedAt, replayedAt };
    });
  return { items, next: stored.length > limit ? (items.at(-1)?.id ?? null) : null };
}
