import { z } from 'zod';
import type { SourcePage } from '../../../services/sources/list-sources';
import type { SourceView } from '../../../services/sources/source-view';
import type { SourceCheck } from '../../../services/sources/try-source';
import { setByServer } from '../read-only';
import { historyFields, nextField } from './page';

export const sourceSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    target: setByServer(
      z.string().describe('Whom it asks, such as reader@db.example.com:5432/shop; never with what password.'),
    ),
    sql: z.string(),
    statementTimeoutMs: z.int(),
    rowLimit: z.int(),
    ...historyFields,
    archivedAt: setByServer(z.date().nullable()),
  })
  .meta({ id: 'Source', description: 'A query over a Postgres of yours.' }) satisfies z.ZodType<SourceView>;

export const sourcePageSchema = z.object({ sources: z.array(sourceSchema), next: nextField }).meta({
  id: 'SourcePage',
  description: 'Sources in use, by key.',
}) satisfies z.ZodType<SourcePage>;

export const sourceCheckSchema = z
  .object({
    rows: z
      .array(z.object({ unit: z.string(), time: z.date(), value: z.number() }))
      .describe('The first rows that the query returns.'),
    recentRows: z.int().describe('How many rows the last 28 days have.'),
  })
  .meta({ id: 'SourceCheck', description: 'What a source answers.' }) satisfies z.ZodType<SourceCheck>;
