import type { Transaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Context } from '../context';

export interface HoldoutView {
  readonly key: string;
  readonly name: string;
  /** Share of all units that is kept out, 0 to 1; it never changes. */
  readonly share: number;
  /** Key of the layer whose experiments it is kept out of; null: those of the whole workspace. */
  readonly layer: string | null;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly releasedAt: Date | null;
}

/** What has to be read so that {@link toHoldoutView} can show it. */
export const holdoutViewInclude = { layer: { select: { key: true } } } satisfies Prisma.HoldoutInclude;

type StoredHoldout = Prisma.HoldoutGetPayload<{ include: typeof holdoutViewInclude }>;

export function toHoldoutView(stored: StoredHoldout): HoldoutView {
  const { key, name, share, layer, version, createdAt, updatedAt, releasedAt } = stored;
  return { key, name, share, layer: layer?.key ?? null, version, createdAt, updatedAt, releasedAt };
}

/** The workspace's holdout of that key. Throws {@link NotFoundError}. */
export async function findHoldout(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredHoldout> {
  const stored = await transaction.holdout.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
    include: holdoutViewInclude,
  });
  if (stored === null) throw new NotFoundError('holdout', key);
  return stored;
}

/** The same, with its row locked until the transaction ends. */
export async function lockHoldout(
  transaction: Transaction,
  ctx: Context,
  key: string,
): Promise<StoredHoldout> {
  await transaction.$queryRaw`
    select 1 from holdouts where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  return findHoldout(transaction, ctx, key);
}
