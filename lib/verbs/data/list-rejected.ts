import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import { environmentField, flagInQuery } from '../input-fields';
import { defineVerb } from '../define-verb';
import { rejectedPageSchema } from './data-answers';

export const listRejectedInput = z.strictObject({
  environment: environmentField,
  code: z.string().max(100).optional().describe('Only items that were refused for this reason.'),
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'An id is a number.')
    .optional()
    .describe('The last id of the page before.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  replayed: flagInQuery.describe('`true`: also items that were replayed.'),
});

/** What an environment refused and nobody has mended yet, newest first. Throws NotFoundError, InvalidInputError. */
export const listRejected = defineVerb({
  name: 'listRejected',
  permission: 'data:read',
  scope: 'environment',
  input: listRejectedInput,
  output: rejectedPageSchema,
  door: { summary: 'List refused items, newest first' },
  read: async ({ ctx, input: { environment, code, after, limit, replayed } }) => {
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
  },
});
