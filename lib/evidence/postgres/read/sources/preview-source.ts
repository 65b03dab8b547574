import { z } from 'zod';
import { cannotSay } from '../../../../statistics/outcome';
import type { Connection } from '../../../../database/connection';
import type { DailyVolume, Figures, PreviewScope } from '../../../read';
import type { Fragment } from '../fragment';
import { readFigures } from '../read-figures';
import type { LoadedSource, LoadedSources } from './load-sources';
import { SourceError } from '../../../source';
import { sourceRowsAsEvents } from './source-rows';
import { schemaOf } from '../../../../model/schema-of';

/** The rows that a preview reads in the place of events; undefined: events. Throws {@link SourceError} where they were not read. */
export function rowsToPreview(scope: PreviewScope, loaded: LoadedSources): Fragment | undefined {
  const { source: key, environmentId } = scope;
  return key === null ? undefined : sourceRowsAsEvents(read(key, loaded).number, key, environmentId);
}

/**
 * A source's rows per UTC day; a day without any has no row.
 *
 *     day        | events
 *     2026-11-22 |   4120
 */
const sql = `
select
  to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as "day",
  count(*)::int as "events"
from pg_temp.source_rows
where source = $1::int
  and occurred_at >= $2::timestamptz
  and occurred_at <= $3::timestamptz
group by 1
order by 1`;

const rowSchema = schemaOf<DailyVolume>()(z.object({ day: z.iso.date(), events: z.int() }));

/** Null where the preview reads events. */
export function sourceVolume(
  client: Connection,
  { source: key, from, horizon }: PreviewScope,
  loaded: LoadedSources,
): Promise<Figures<DailyVolume>> | null {
  if (key === null) return null;
  const parameters = [read(key, loaded).number, from.toISOString(), horizon.toISOString()];
  return readFigures(client, { sql, parameters }, rowSchema);
}

function read(key: string, loaded: LoadedSources): Extract<LoadedSource, { ok: true }> {
  const source = loaded.get(key);
  if (source?.ok === true) return source;
  throw new SourceError(source ?? cannotSay('not-computable', 'source-not-read', { source: key }));
}
