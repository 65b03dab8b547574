import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../lib/database/client';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { clusterKinds, createCluster, type Cluster } from '../support/cluster';
import { isShortForm } from '../support/form';

// A Postgres that accepts connections and never answers is worse than none: nothing fails by itself.

/** Twice the sum of the time limits in the write path; without them a request would never be answered. */
const BOUND_MS = 40_000;
const REQUESTS = 20;

interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly text: string;
}

const kinds = isShortForm ? clusterKinds.slice(0, 1) : clusterKinds;

describe.each(kinds)('on the %s Postgres', (kind) => {
  let cluster: Cluster;
  let database: Database;
  let server: ServerProcess;
  let place: { readonly key: string; readonly experiment: string };

  beforeAll(async () => {
    cluster = await createCluster(kind);
    database = openDatabase({ url: cluster.url, maxConnections: 2 });
    const workspace = await makeWorkspace(database);
    const { key: experiment } = await makeRunningExperiment(database, workspace);
    place = { key: await makeKey(database, workspace.environmentId), experiment };
    server = await startServerProcess({ databaseUrl: cluster.url });
  });
  afterAll(async () => {
    await server.end('SIGKILL');
    await database.close();
    await cluster.remove();
  });

  const post = async (list: 'events' | 'exposures', items: readonly object[]): Promise<Answer> => {
    const response = await fetch(`${server.url}/api/v1/${list}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${place.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ [list]: items }),
      signal: AbortSignal.timeout(BOUND_MS),
    });
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text: await response.text() };
  };

  /** Events, exposures, and events among which one is bad: each goes another way through the database. */
  const sendAll = async (series: string): Promise<readonly Answer[]> => {
    const answers = Array.from({ length: REQUESTS }, (_, index) => {
      const unit = `${series}-${index}`;
      if (index % 3 === 0) {
        return post('exposures', [{ unit, experiment: place.experiment, variant: 'control' }]);
      }
      const event = { id: unit, unit, name: 'frozen' };
      return post('events', index % 3 === 1 ? [event] : [event, { ...event, value: 'bad' }]);
    });
    return Promise.all(answers);
  };

  const rowsOf = async (series: string): Promise<number> => {
    const { rows } = await database.pool.query<{ rows: number }>(
      `select (select count(*) from "events" where "unit" like $1::text)::int
         + (select count(*) from "exposures" where "unit" like $1::text)::int as "rows"`,
      [`${series}-%`],
    );
    return rows[0]?.rows ?? 0;
  };

  const expectRefused = (answers: readonly Answer[]): void => {
    for (const { status, retryAfter } of answers) {
      expect(status).toBe(503);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
  };

  const expectStoredOnce = async (series: string): Promise<void> => {
    await expect
      .poll(async () => (await sendAll(series)).every(({ status }) => status === 200), { timeout: 60_000 })
      .toBe(true);
    expect(await rowsOf(series)).toBe(REQUESTS);
  };

  test('a Postgres that hangs: 503 with Retry-After in bounded time; once it goes on, all is stored once', async () => {
    // Connections are open and statements prepared, as in the middle of a day.
    expect((await sendAll('before')).every(({ status }) => status === 200)).toBe(true);
    cluster.freeze();
    try {
      expectRefused(await sendAll('hung'));
      // And those that come when it is known to hang.
      expectRefused(await sendAll('hung'));
    } finally {
      cluster.thaw();
    }
    await expectStoredOnce('hung');
  });

  test('a Postgres that is gone: 503 with Retry-After; once it is back, all is stored once', async () => {
    await cluster.killTree();
    expectRefused(await sendAll('gone'));
    await cluster.restart();
    await expectStoredOnce('gone');
  });
});
