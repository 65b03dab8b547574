import { z } from 'zod';
import type { Reader } from '../../database/reader';
import type { Source } from '../../database/generated/client';
import { NotFoundError } from '../../errors';
import type { Caller } from '../../auth/context';
import { textSchema } from '../../model/key';
import type { SourceView } from './source-answers';

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

export function toSourceView(stored: Source): SourceView {
  const { key, name, target, sql, statementTimeoutMs, rowLimit } = stored;
  const { version, createdAt, updatedAt, archivedAt } = stored;
  return {
    ...{ key, name, target, sql, statementTimeoutMs, rowLimit },
    ...{ version, createdAt, updatedAt, archivedAt },
  };
}

/** The workspace's source of that key. Throws {@link NotFoundError}. */
export async function findSource(reader: Reader, ctx: Caller, key: string): Promise<Source> {
  const stored = await reader.source.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('source', key);
  return stored;
}

export const sourceRow = { table: 'sources', find: findSource } as const;
