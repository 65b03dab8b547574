import type { SourceView } from '@/lib/verbs/sources/source-answers';

/** What the form holds; the connection is empty for a stored source, since nobody can read it back. */
export interface SourceDraft {
  readonly key: string;
  readonly name: string;
  readonly connection: string;
  readonly sql: string;
  readonly timeoutSeconds: number | '';
  readonly rowLimit: number | '';
}

export const emptySource: SourceDraft = {
  key: '',
  name: '',
  connection: '',
  sql: '',
  timeoutSeconds: 60,
  rowLimit: 1_000_000,
};

export function sourceDraftOf({ key, name, sql, statementTimeoutMs, rowLimit }: SourceView): SourceDraft {
  return { key, name, connection: '', sql, timeoutSeconds: statementTimeoutMs / 1000, rowLimit };
}

/** What the form would send. It may be wrong: the verb says where. An empty connection stays as it is stored. */
export function sourceInputOf({ name, connection, sql, timeoutSeconds, rowLimit }: SourceDraft) {
  return {
    name,
    ...(connection === '' ? {} : { connection }),
    sql,
    statementTimeoutMs: timeoutSeconds === '' ? null : Math.round(timeoutSeconds * 1000),
    rowLimit: rowLimit === '' ? null : rowLimit,
  };
}
