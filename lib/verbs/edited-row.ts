import type { Caller } from '../auth/context';
import type { Transaction } from '../database/client';
import { Prisma } from '../database/generated/client';
import { VersionMismatchError } from '../errors';

/** What a verb changes: a row of the workspace that has a key and a version. */
export interface EditedRow<Row extends { readonly version: number }> {
  readonly table: keyof typeof lockStatements;
  /** Throws NotFoundError, also for another workspace's. */
  readonly find: (transaction: Transaction, ctx: Caller, key: string) => Promise<Row>;
}

type LockStatement = (workspaceId: string, key: string) => Prisma.Sql;

const lockStatements = {
  audiences: (workspaceId, key) =>
    Prisma.sql`select 1 from audiences where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  // Whoever records evidence there does not wait: its rows only name the environment.
  environments: (workspaceId, key) =>
    Prisma.sql`select 1 from environments where workspace_id = ${workspaceId}::uuid and key = ${key}::text for no key update`,
  experiments: (workspaceId, key) =>
    Prisma.sql`select 1 from experiments where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  holdouts: (workspaceId, key) =>
    Prisma.sql`select 1 from holdouts where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  // Keys have no key of their own: the id stands for it.
  keys: (workspaceId, key) =>
    Prisma.sql`select 1 from keys where id = ${key}::uuid
      and environment_id in (select id from environments where workspace_id = ${workspaceId}::uuid) for update`,
  layers: (workspaceId, key) =>
    Prisma.sql`select 1 from layers where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  // Members have no key of their own: the id stands for it.
  members: (workspaceId, key) =>
    Prisma.sql`select 1 from members where workspace_id = ${workspaceId}::uuid and id = ${key}::uuid for update`,
  metric_groups: (workspaceId, key) =>
    Prisma.sql`select 1 from metric_groups where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  metrics: (workspaceId, key) =>
    Prisma.sql`select 1 from metrics where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
  sources: (workspaceId, key) =>
    Prisma.sql`select 1 from sources where workspace_id = ${workspaceId}::uuid and key = ${key}::text for update`,
} as const satisfies Record<string, LockStatement>;

/** The row, locked until the transaction ends: what is checked of it still holds when it is written. Throws what `find` throws. */
export async function lockRow<Row extends { readonly version: number }>(
  { table, find }: EditedRow<Row>,
  transaction: Transaction,
  ctx: Caller,
  key: string,
): Promise<Row> {
  await transaction.$queryRaw(lockStatements[table](ctx.workspaceId, key));
  return find(transaction, ctx, key);
}

/**
 * The version that the caller read, where it says one, has to be the stored one. Ask it of a row that is locked. Throws
 * {@link VersionMismatchError}.
 */
export function requireVersion(stored: { readonly version: number }, versionRead: number | undefined): void {
  if (versionRead !== undefined && versionRead !== stored.version) {
    throw new VersionMismatchError(versionRead, stored.version);
  }
}
