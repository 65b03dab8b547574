import { z } from 'zod';
import { nextField } from '../../model/answer-fields';
import { defineVerb } from '../define-verb';
import { auditEntrySchema, toAuditEntryView } from './audit-entry';
import { auditFilterFields, auditWhere } from './audit-filter';
import { readAuditNames } from './audit-names';

/** The workspace's audit trail, newest first. Throws InvalidInputError. */
export const listAuditEntries = defineVerb({
  name: 'listAuditEntries',
  permission: 'audit:read',
  scope: 'workspace',
  input: z.strictObject({
    ...auditFilterFields,
    after: z
      .string()
      .regex(/^\d{1,18}$/, 'An id is a number.')
      .optional()
      .describe('The last id of the page before.'),
    limit: z.coerce.number().int().min(1).max(500).default(50),
  }),
  output: z
    .object({ entries: z.array(auditEntrySchema), next: nextField })
    .meta({ id: 'AuditEntryPage', description: 'Entries of the audit trail, newest first.' }),
  door: { summary: 'Read the audit trail, newest first' },
  read: async ({ ctx, input: { after, limit, ...filter } }) => {
    const { prisma } = ctx.database;
    const stored = await prisma.auditEntry.findMany({
      where: {
        ...(await auditWhere(ctx, filter)),
        ...(after !== undefined && { id: { lt: BigInt(after) } }),
      },
      orderBy: { id: 'desc' },
      take: limit + 1,
    });
    const page = stored.slice(0, limit);
    const names = await readAuditNames(prisma, ctx.workspaceId, page);
    const entries = page.map((one) => toAuditEntryView(one, names));
    return { entries, next: stored.length > limit ? (entries.at(-1)?.id ?? null) : null };
  },
});
