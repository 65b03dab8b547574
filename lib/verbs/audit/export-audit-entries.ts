import { z } from 'zod';
import type { ReadingContext } from '../../auth/context';
import type { Prisma } from '../../database/generated/client';
import { csvHeader, csvLines } from '../../exports/csv';
import type { TableColumn } from '../../exports/table';
import { csvMediaType, type ExportedFile } from '../analysis/exported-file';
import { defineVerb } from '../define-verb';
import { jsonLinesMediaType, jsonLinesOf, streamOfPages } from '../page-stream';
import { toAuditEntryView, type AuditEntryView } from './audit-entry';
import { auditFilterFields, auditWhere } from './audit-filter';
import { readAuditNames } from './audit-names';

export const auditExportInput = z.strictObject({
  ...auditFilterFields,
  format: z
    .enum(['csv', 'jsonl'], 'The audit trail comes as csv or jsonl.')
    .default('jsonl')
    .describe('`jsonl`: a JSON object a line, as the list has them.'),
});

/** Entries that are read at once; a file is never held whole. */
const PAGE_ENTRIES = 500;

/**
 * The workspace's audit trail as a file, oldest first, up to the last entry of the moment: each with its hash and that of the one before
 * it. Read as fast as somebody takes it, in no transaction. Throws InvalidInputError.
 */
export const exportAuditEntries = defineVerb({
  name: 'exportAuditEntries',
  permission: 'audit:read',
  scope: 'workspace',
  input: auditExportInput,
  read: async ({ ctx, input: { format, ...filter } }): Promise<ExportedFile> => {
    const where = await auditWhere(ctx, filter);
    const last = await ctx.database.prisma.auditEntry.findFirst({
      where,
      orderBy: { id: 'desc' },
      select: { id: true },
    });
    const pages = pagesOf(ctx, where, last?.id ?? 0n);
    return {
      name: `audit-trail.${format}`,
      mediaType: format === 'csv' ? csvMediaType : jsonLinesMediaType,
      body:
        format === 'csv'
          ? streamOfPages(pages, linesOfCsv, csvHeader(columns))
          : streamOfPages(pages, jsonLinesOf),
    };
  },
});

async function* pagesOf(
  { database: { prisma }, workspaceId }: ReadingContext,
  where: Prisma.AuditEntryWhereInput,
  last: bigint,
): AsyncGenerator<readonly AuditEntryView[], void, void> {
  let after = 0n;
  while (after < last) {
    const stored = await prisma.auditEntry.findMany({
      where: { ...where, id: { gt: after, lte: last } },
      orderBy: { id: 'asc' },
      take: PAGE_ENTRIES,
    });
    const names = await readAuditNames(prisma, workspaceId, stored);
    yield stored.map((one) => toAuditEntryView(one, names));
    after = stored.at(-1)?.id ?? last;
  }
}

const columns: readonly TableColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'occurred_at', type: 'instant' },
  { name: 'actor', type: 'text' },
  { name: 'actor_name', type: 'text' },
  { name: 'action', type: 'text' },
  { name: 'subject', type: 'text' },
  { name: 'subject_name', type: 'text' },
  { name: 'detail', type: 'text' },
  { name: 'form', type: 'count' },
  { name: 'previous_hash', type: 'text' },
  { name: 'hash', type: 'text' },
];

const linesOfCsv = (entries: readonly AuditEntryView[]): string =>
  csvLines(
    entries.map(({ id, occurredAt, actor, actorName, action, subject, subjectName, ...rest }) => [
      ...[id, occurredAt, actor, actorName, action, subject, subjectName],
      ...[JSON.stringify(rest.detail), rest.form, rest.previousHash, rest.hash],
    ]),
  );
