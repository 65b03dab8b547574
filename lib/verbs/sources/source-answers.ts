import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly';
import { historyFields, nextField, setByServer } from '../../model/answer-fields';

export const sourceSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    target: setByServer(
      z.string().describe('User and database, such as reader@db.example.com:5432/shop; never the password.'),
    ),
    sql: z.string(),
    statementTimeoutMs: z.int(),
    rowLimit: z.int(),
    ...historyFields,
    archivedAt: setByServer(z.date().nullable()),
  })
  .meta({ id: 'Source', description: 'A query over a Postgres of yours.' });

/** A source as every door shows it: whom it asks, never with what password. */
export type SourceView = DeepReadonly<z.output<typeof sourceSchema>>;

export const sourcePageSchema = z.object({ sources: z.array(sourceSchema), next: nextField }).meta({
  id: 'SourcePage',
  description: 'Sources in use, by key.',
});

export const sourceCheckSchema = z
  .object({
    rows: z
      .array(z.object({ unit: z.string(), time: z.date(), value: z.number() }))
      .describe('The first rows that the query returns.'),
    recentRows: z.int().describe('How many rows the last 28 days have.'),
  })
  .meta({ id: 'SourceCheck', description: 'The result of a source check.' });

export type SourceCheck = DeepReadonly<z.output<typeof sourceCheckSchema>>;
