import { places } from '../doors/places';
import { csvMediaType } from '../verbs/analysis/exported-file';
import { auditExportInput, exportAuditEntries } from '../verbs/audit/export-audit-entries';
import { jsonLinesMediaType } from '../verbs/page-stream';
import type { Route } from './route';

/** The audit trail as a file. */
export const auditExportRoute: Route = {
  ...places.exportAuditEntries,
  operation: 'exportAuditEntries',
  summary: 'Export the audit trail, oldest first: ?format=jsonl or csv',
  query: auditExportInput,
  success: {
    status: 200,
    description: 'The file, under its name.',
    content: { [jsonLinesMediaType]: 'text', [csvMediaType]: 'text' },
  },
  handle: async ({ ctx, query }) => ({ file: await exportAuditEntries({ ctx, input: query }) }),
};
