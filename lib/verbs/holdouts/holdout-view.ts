import type { Reader } from '../../database/reader';
import type { Prisma } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Caller } from '../../auth/context';
import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { historyFields, nextField, setByServer } from '../../model/answer-fields';

/** What has to be read so that {@link toHoldoutView} can show it. */
export const holdoutViewInclude = { layer: { select: { key: true } } } satisfies Prisma.HoldoutInclude;

type StoredHoldout = Prisma.HoldoutGetPayload<{ include: typeof holdoutViewInclude }>;

export function toHoldoutView(stored: StoredHoldout): HoldoutView {
  const { key, name, share, layer, version, createdAt, updatedAt, releasedAt } = stored;
  return { key, name, share, layer: layer?.key ?? null, version, createdAt, updatedAt, releasedAt };
}

/** The workspace's holdout of that key. Throws {@link NotFoundError}. */
export async function findHoldout(reader: Reader, ctx: Caller, key: string): Promise<StoredHoldout> {
  const stored = await reader.holdout.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: holdoutViewInclude,
  });
  if (stored === null) throw new NotFoundError('holdout', key);
  return stored;
}

export const holdoutRow = { table: 'holdouts', find: findHoldout } as const;

export const holdoutSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    share: z.number().describe('Share of all units in the holdout, 0 to 1; it never changes.'),
    layer: z
      .string()
      .nullable()
      .describe('Key of the layer whose experiments exclude the holdout; null: the whole workspace.'),
    ...historyFields,
    releasedAt: setByServer(z.date().nullable()),
  })
  .meta({
    id: 'Holdout',
    description: 'A share of all units that takes part in no experiment.',
  });

export type HoldoutView = DeepReadonly<z.output<typeof holdoutSchema>>;

export const holdoutPageSchema = z.object({ holdouts: z.array(holdoutSchema), next: nextField }).meta({
  id: 'HoldoutPage',
  description: 'Holdouts by key, released ones included.',
});
