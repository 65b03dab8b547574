import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../lib/database/client';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../support/factories';
import { seededUniform } from '../support/seeded-random';
import { startServerProcess, type ServerProcess } from '../support/server-process';
import { clusterKinds, createCluster, type Cluster } from '../support/cluster';
import { countInTables, resend, startTraffic } from './traffic';
import { isShortForm } from '../support/form';

// Nothing that was acknowledged is lost, and nothing is stored twice, whatever is killed in the middle of it. The controls run
// the same driver against a server that breaks the promise: it must see the loss.

const uniform = seededUniform(20_261_123);

/** The Postgres that is tried first gets all the rounds. */
function roundsFor(kind: string, full: number): number {
  if (isShortForm) return 2;
  return kind === clusterKinds[0] ? full : Math.ceil(full / 5);
}

const CONTROL_ROUNDS = 15;
const unsafely = path.join(import.meta.dirname, 'serve-unsafely.ts');
// What was committed and not written down stays in memory as long as Postgres allows, so that a kill loses it.
const LATE_WRITER = ['wal_writer_delay = 10s', 'wal_writer_flush_after = 100000', 'wal_buffers = 64MB'];

interface Tally {
  rounds: number;
  inFlight: number;
  acknowledged: number;
  resent: number;
  /** Acknowledged before the kill, and not there after recovery. */
  lost: number;
  /** Not there, or there more than once, when all was acknowledged at last. */
  missing: number;
  doubled: number;
}

describe.each(clusterKinds)('on the %s Postgres', (kind) => {
  let cluster: Cluster;
  let database: Database;
  let place: { readonly key: string; readonly experiment: string };
  let server: ServerProcess | null = null;

  beforeAll(async () => {
    cluster = await createCluster(kind, LATE_WRITER);
    database = openDatabase({ url: cluster.url, maxConnections: 2 });
    const workspace = await makeWorkspace(database);
    const { key: experiment } = await makeRunningExperiment(database, workspace);
    place = { key: await makeKey(database, workspace.environmentId), experiment };
  });
  afterEach(async () => {
    await server?.end('SIGKILL');
    server = null;
  });
  afterAll(async () => {
    await database.close();
    await cluster.remove();
  });

  const serve = async (breach?: string): Promise<ServerProcess> => {
    const broken = breach === undefined ? {} : { program: unsafely, programArguments: [breach] };
    return (server = await startServerProcess({ databaseUrl: cluster.url, ...broken }));
  };

  const killServer = async (breach?: string) => {
    await server?.end('SIGKILL');
    return () => serve(breach);
  };

  const killPostgres = async () => {
    await cluster.killTree();
    return async () => {
      await cluster.restart();
      if (server === null) throw new Error('no server runs');
      return server;
    };
  };

  /** Traffic, a kill in the middle of it, recovery, a count, the client's second try, another count. */
  const round = async (
    series: string,
    tally: Tally,
    kill: () => Promise<() => Promise<ServerProcess>>,
  ): Promise<void> => {
    if (server === null) throw new Error('no server runs');
    const traffic = startTraffic({ url: server.url, ...place, series });
    await expect.poll(traffic.acknowledgedUnits, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    await sleep(50 + uniform() * 250);
    tally.inFlight += traffic.inFlight();
    const recover = await kill();
    await traffic.stop();
    const { url } = await recover();
    const { missing: lost } = await countInTables(database, traffic.acknowledged());
    await resend({ url, key: place.key }, traffic.unacknowledged());
    const all = [...traffic.acknowledged(), ...traffic.unacknowledged()];
    const { missing, doubled } = await countInTables(database, all);
    tally.rounds += 1;
    tally.acknowledged += traffic.acknowledgedUnits();
    tally.resent += traffic.unacknowledged().reduce((sum, { units }) => sum + units.length, 0);
    tally.lost += lost;
    tally.missing += missing;
    tally.doubled += doubled;
  };

  const newTally = (): Tally => ({
    rounds: 0,
    inFlight: 0,
    acknowledged: 0,
    resent: 0,
    lost: 0,
    missing: 0,
    doubled: 0,
  });
  const tell = (what: string, tally: Tally) =>
    process.stdout.write(`${kind} Postgres, ${what}: ${JSON.stringify(tally)}\n`);

  test('kill -9 of the server loses nothing acknowledged and doubles nothing', async () => {
    const tally = newTally();
    await serve();
    const rounds = roundsFor(kind, 100);
    while (tally.rounds < rounds) await round(`s${tally.rounds}`, tally, () => killServer());
    tell('kill -9 of the server', tally);
    expect(tally).toMatchObject({ rounds, lost: 0, missing: 0, doubled: 0 });
    expect(tally.inFlight).toBeGreaterThan(rounds);
    expect(tally.resent).toBeGreaterThan(0);
  });

  test('kill -9 of every process of Postgres loses nothing acknowledged and doubles nothing', async () => {
    const tally = newTally();
    await serve();
    const rounds = roundsFor(kind, 50);
    while (tally.rounds < rounds) await round(`p${tally.rounds}`, tally, killPostgres);
    tell('kill -9 of Postgres', tally);
    expect(tally).toMatchObject({ rounds, lost: 0, missing: 0, doubled: 0 });
    expect(tally.inFlight).toBeGreaterThan(rounds);
    expect(tally.resent).toBeGreaterThan(0);
  });

  const control = isShortForm && kind !== clusterKinds[0] ? test.skip : test;

  control('a server that acknowledges before the commit is seen to lose', async () => {
    const tally = newTally();
    const breach = 'acknowledge-first';
    await serve(breach);
    while (tally.lost === 0 && tally.rounds < CONTROL_ROUNDS) {
      await round(`f${tally.rounds}`, tally, () => killServer(breach));
    }
    tell('acknowledged before the commit', tally);
    expect(tally.lost).toBeGreaterThan(0);
  });

  control('a commit that does not wait for the disk is seen to lose', async () => {
    const tally = newTally();
    await serve('asynchronous-commit');
    while (tally.lost === 0 && tally.rounds < CONTROL_ROUNDS) {
      await round(`a${tally.rounds}`, tally, killPostgres);
    }
    tell('synchronous_commit = off', tally);
    expect(tally.lost).toBeGreaterThan(0);
  });
});
