import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../lib/database/client';
import { createEventPartitions } from '../../lib/evidence/postgres/write/event-partitions';
import { eventKey } from '../../lib/ingestion/event-key';
import { writeEvents } from '../../lib/evidence/postgres/write/write-events';
import type { EventRow } from '../../lib/evidence/write';
import { writeExposures } from '../../lib/evidence/postgres/write/write-exposures';
import type { ExposureRow } from '../../lib/evidence/write';
import { afterFile } from '../support/after-file';
import { clusterKinds, createCluster, type Cluster } from '../support/cluster';
import { seededUniform } from '../support/seeded-random';

// Many servers that get the same rows in different orders at the same time: each statement holds the keys that it has inserted
// until its commit, and waits for those that others hold. In key order that is a queue; in any other, a circle.

const WRITERS = 64;
const BATCHES_OF_EACH = 6;
const ROWS_OF_BATCH = 250;
const DISTINCT = 2_000;
const FIRST_MS = Date.UTC(2026, 0, 31, 23);

describe.each(clusterKinds)('on the %s Postgres', (kind) => {
  let cluster: Cluster;
  let database: Database;
  let writers: pg.Pool;

  beforeAll(async () => {
    cluster = await createCluster(kind);
    database = openDatabase({ url: cluster.url, maxConnections: 2 });
    writers = new pg.Pool({ connectionString: cluster.url, max: WRITERS });
  });
  afterFile(async () => {
    await writers.end();
    await database.close();
    await cluster.remove();
  });

  /** Each writer has a connection and an order of its own. Returns how many rows were stored for the first time. */
  const writeByAll = async <Row>(
    rows: readonly Row[],
    write: (database: Database, rows: readonly Row[]) => Promise<ReadonlySet<number>>,
  ): Promise<number> => {
    const together = { ...database, writePool: writers };
    const counts = Array.from({ length: WRITERS }, async (_, writer) => {
      const uniform = seededUniform(writer);
      let stored = 0;
      for (let batch = 0; batch < BATCHES_OF_EACH; batch += 1) {
        const chosen = Array.from(
          { length: ROWS_OF_BATCH },
          () => rows[Math.floor(uniform() * rows.length)],
        ).filter((row) => row !== undefined);
        stored += chosen.length - (await write(together, chosen)).size;
      }
      return stored;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  };

  /** Counted when a connection ends, so every writer's does first. */
  const expectNoDeadlocks = async (): Promise<void> => {
    await writers.end();
    writers = new pg.Pool({ connectionString: cluster.url, max: WRITERS });
    const { rows } = await database.pool.query<{ deadlocks: number }>(
      'select "deadlocks"::int as "deadlocks" from pg_stat_database where "datname" = current_database()',
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
  };

  test('64 writers of the same events: no deadlock, and the table of one writer', async () => {
    const eventsOf = (environmentId: number): readonly EventRow[] =>
      Array.from({ length: DISTINCT }, (_, index) => ({
        environmentId,
        key: eventKey(`event-${index}`),
        name: `name-${index % 3}`,
        unit: `unit-${index % 100}`,
        value: index,
        // Over the edge of a month, and so into two partitions.
        occurredAt: new Date(FIRST_MS + index * 5_000),
        properties: index % 2 === 0 ? null : `{"index": ${index}}`,
      }));
    const tableOf = async (environmentId: number) => {
      const { rows } = await database.pool.query<object>(
        `select "key", "name", "unit", "value", "occurred_at", "properties" from "events"
           where "environment_id" = $1::int order by "value"`,
        [environmentId],
      );
      return rows;
    };
    await createEventPartitions(database).ensure(eventsOf(1).map(({ occurredAt }) => occurredAt));
    const stored = await writeByAll(eventsOf(1), writeEvents);
    await expectNoDeadlocks();
    await writeEvents(database, eventsOf(1));
    await writeEvents(database, eventsOf(2));
    const table = await tableOf(1);
    // All but a few were drawn by some writer.
    expect(stored).toBeGreaterThan(DISTINCT * 0.95);
    expect(table).toHaveLength(DISTINCT);
    expect(table).toEqual(await tableOf(2));
  });

  test('64 writers of the same exposures: no deadlock, and the table of one writer', async () => {
    const exposuresOf = (runId: number): readonly ExposureRow[] =>
      Array.from({ length: DISTINCT }, (_, index) => ({
        runId,
        unit: `unit-${index % 700}`,
        variant: index % 7 === 0 ? 1 : 0,
        occurredAt: new Date(FIRST_MS + ((index * 37) % 500) * 1_000),
        attributes: null,
      }));
    const tableOf = async (runId: number) => {
      const { rows } = await database.pool.query<object>(
        `select "unit", "variant", "other_variant", "first_seen_at" from "exposures"
           where "run_id" = $1::int order by "unit" collate "C"`,
        [runId],
      );
      return rows;
    };
    const stored = await writeByAll(exposuresOf(1), writeExposures);
    await expectNoDeadlocks();
    await writeExposures(database, exposuresOf(1));
    await writeExposures(database, exposuresOf(2));
    const table = await tableOf(1);
    expect(stored).toBe(700);
    expect(table).toHaveLength(700);
    expect(table).toEqual(await tableOf(2));
  });
});
