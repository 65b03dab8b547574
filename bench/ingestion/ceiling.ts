import pg from 'pg';
import { z } from 'zod';
import {
  float8Array,
  int4Array,
  textArray,
  timestamptzArray,
  uuidArray,
} from '../../lib/database/array-parameters';
import { eventKey } from '../../lib/ingestion/event-key';
import { eventAt } from './traffic';
import { answerParent } from './worker';

// What one Node process can store at all: the bare inserts into the same two tables with the same indexes, from rows that
// are in memory already. Nothing is parsed, authenticated, hashed or told apart within the time that is taken, no request is
// answered, and the statement does not find out which rows were new. Arrays go out in the binary form, the fastest that we
// know (pg's own text form is also slower for the server). Batch and connections are those that came out best.

const BARE_INSERTS = `
with "given" as (
  select *
  from unnest(
    $1::int[], $2::uuid[], $3::text[], $4::text[], $5::float8[], $6::timestamptz[], $7::text[]
  ) as "rows" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties")
),
"keys" as (
  insert into "event_keys" ("environment_id", "key", "occurred_at")
  select "environment_id", "key", "occurred_at"
  from "given"
  order by "environment_id", "key"
  on conflict ("environment_id", "key") do nothing
)
insert into "events" ("environment_id", "key", "name", "unit", "value", "occurred_at", "properties")
select "environment_id", "key", "name", "unit", "value", "occurred_at", "properties"::jsonb
from "given"
`;

const order = z.object({
  databaseUrl: z.string(),
  environmentId: z.int(),
  series: z.string(),
  events: z.int(),
  batch: z.int(),
  connections: z.int(),
});

export type CeilingOrder = z.output<typeof order>;

export interface CeilingResult {
  readonly seconds: number;
}

answerParent(order, async ({ databaseUrl, environmentId, series, events, batch, connections }) => {
  const rows = Array.from({ length: events }, (_, index) => {
    const { id, occurredAt, ...event } = eventAt(series, index);
    return { ...event, environmentId, key: eventKey(id), occurredAt: new Date(occurredAt), properties: null };
  });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.05)')));
  let next = 0;
  const write = async (): Promise<void> => {
    while (next < rows.length) {
      const part = rows.slice(next, next + batch);
      next += batch;
      await pool.query({
        name: 'bare-inserts',
        text: BARE_INSERTS,
        values: [
          int4Array(part.map((row) => row.environmentId)),
          uuidArray(part.map((row) => row.key)),
          textArray(part.map((row) => row.name)),
          textArray(part.map((row) => row.unit)),
          float8Array(part.map((row) => row.value)),
          timestamptzArray(part.map((row) => row.occurredAt)),
          textArray(part.map((row) => row.properties)),
        ],
      });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, write));
  const seconds = (performance.now() - startedAt) / 1000;
  await pool.end();
  const result: CeilingResult = { seconds };
  return result;
});
