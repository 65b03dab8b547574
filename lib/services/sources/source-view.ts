import { z } from 'zod';
import type { Transaction } from '../../database/client';
import type { Source } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Context } from '../context';
import { textSchema } from '../experiments/key-schema';

export const sqlSchema = textSchema(20_000).refine((sql) => sql.trim() !== '', 'Write the query.');

export const statementTimeoutSchema = z
  .int('The time limit is a whole number of milliseconds.')
  .min(1_000, 'The query gets at least 1,000 ms.')
  .max(600_000, 'The query gets at most 600,000 ms, ten minutes.');

export const rowLimitSchema = z
  .int('The row limit is a whole number.')
  .min(1, 'The row limit is at least 1.')
  .max(10_000_000, 'The row limit is at most 10,000,000.');

export const connectionSchema = textSchema(2_000);

/** A source as every door shows it: whom it asks, never with what password. */
export interface SourceView {
  readonly key: string;
  readonly name: string;
  /** Such as reader@db.example.com:5432/shop. */
  readonly target: string;
  readonly sql: string;
  readonly statementTimeoutMs: number;
  readonly rowLimit: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}

export function toSourceView(stored: Source): SourceView {
  const { key, name, target, sql, statementTimeoutMs, rowLimit } = stored;
  const { version, createdAt, updatedAt, archivedAt } = stored;
  return {
    ...{ key, name, target, sql, statementTimeoutMs, rowLimit },
    ...{ version, createdAt, updatedAt, archivedAt },
  };
}

/** The workspace's source of that key. Throws {@link NotFoundError}. */
export async function findSource(transaction: Transaction, ctx: Context, key: string): Promise<Source> {
  const stored = await transaction.source.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('source', key);
  return stored;
}

/** The same, with its row locked until the transaction ends. */
export async function lockSource(transaction: Transaction, ctx: Context, key: string): Promise<Source> {
  await transaction.$queryRaw`
    select 1 from sources where workspace_id = ${ctx.workspaceId}::uuid and key = ${key}::text for update`;
  return findSource(transaction, ctx, key);
}
