import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, dropDatabase } from '../lib/database/administration';
import type { Database } from '../lib/database/client';
import { withDatabaseName } from '../lib/database/connection-url';
import { migrate } from '../lib/database/migrate';
import { provideServer } from '../lib/database/provide';
import { childEnvironment } from '../lib/env';
import { buildIfStale } from '../scripts/build-if-stale';
import { portToListenOn } from '../scripts/port';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../tests/support/factories';
import type { BenchFigure } from './figure';
import {
  startBareServer,
  startLoadGenerator,
  startProgram,
  type BareServer,
  type LoadGenerator,
  type MeasuredServer,
} from './serving/children';
import { figuresOf, type Pair, type Round } from './serving/rounds';
import { withDatabase } from './with-database';

const FLAGS = 50;
const UNITS = 2_000;
/** Many short ones: what else the machine does then disturbs both sides of a pair alike, and the spread shows the rest. */
const ROUNDS = 15;
const NEXT_ROUNDS = 4;
const ROUND_MS = 500;
const WARM_UP_ROUNDS = 3;
const SINGLE = '/ofrep/v1/evaluate/flags/flag-7';
const BULK = '/ofrep/v1/evaluate/flags';

/** One thing to measure. */
interface Subject {
  readonly name: string;
  readonly path: string;
  readonly connections: number;
  readonly bodies: readonly string[];
}

interface Sides {
  readonly bare: BareServer;
  readonly generator: LoadGenerator;
  readonly key: string;
}

/**
 * Evaluations over HTTP against a bare `node:http` server that parses the same body and answers the same body, each in a process
 * of its own, in turns. Single evaluations record exposures in a real database, unless their name says otherwise.
 */
export async function servingBench(): Promise<readonly BenchFigure[]> {
  const postgres = await provideServer();
  const databaseUrl = withDatabaseName(postgres.url, `fairsplit_bench_serving_${process.pid}`);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-bench-'));
  try {
    await createDatabase(databaseUrl);
    await migrate({ url: databaseUrl });
    const key = await withDatabase(databaseUrl, (database) => fill(database));
    const bare = await startBareServer();
    const generator = startLoadGenerator();
    const sides = { bare, generator, key };
    try {
      return [
        ...(await measureEdge(sides, databaseUrl, directory)),
        ...(await measureNext(sides, databaseUrl, directory)),
      ];
    } finally {
      await Promise.all([bare.end(), generator.end()]);
    }
  } finally {
    await dropDatabase(databaseUrl);
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Fifty running experiments, every other one for a country. */
async function fill(database: Database): Promise<string> {
  const place = await makeWorkspace(database);
  for (let index = 0; index < FLAGS; index += 1) {
    const country = { attribute: 'country', operator: 'equals', value: 'SE' } as const;
    await makeRunningExperiment(database, place, {
      key: `flag-${index}`,
      targeting: { all: index % 2 === 0 ? [] : [country] },
    });
  }
  return makeKey(database, place.environmentId);
}

function bodies(extra: object = {}): readonly string[] {
  return Array.from({ length: UNITS }, (_, index) =>
    JSON.stringify({
      context: { targetingKey: `unit-${index}`, country: 'SE', plan: 'pro', age: index % 80, ...extra },
    }),
  );
}

async function measureEdge(
  sides: Sides,
  databaseUrl: string,
  directory: string,
): Promise<readonly BenchFigure[]> {
  const edge = await startProgram(['--import', 'tsx', 'edge.ts'], {
    ...settings(databaseUrl, directory),
    PORT: '0',
  });
  try {
    const exposing = bodies();
    const silent = bodies({ 'fairsplit.expose': false });
    const subjects: readonly Subject[] = [
      { name: 'single32', path: SINGLE, connections: 32, bodies: exposing },
      { name: 'single128', path: SINGLE, connections: 128, bodies: exposing },
      { name: 'bulk32', path: BULK, connections: 32, bodies: exposing },
      { name: 'bulk128', path: BULK, connections: 128, bodies: exposing },
      { name: 'silent32', path: SINGLE, connections: 32, bodies: silent },
    ];
    const figures: BenchFigure[] = [];
    for (const subject of subjects) figures.push(...(await compare(subject, edge, sides, ROUNDS)));
    return figures;
  } finally {
    await edge.end();
  }
}

/** The same routes where Next alone serves them: why there is a data plane in front of it. */
async function measureNext(
  sides: Sides,
  databaseUrl: string,
  directory: string,
): Promise<readonly BenchFigure[]> {
  const environment = { ...settings(databaseUrl, directory), NEXT_TELEMETRY_DISABLED: '1' };
  await buildIfStale({
    root: path.resolve(import.meta.dirname, '..'),
    environment: childEnvironment(environment),
    report: (line) => console.log(line),
  });
  const port = String(await portToListenOn({ wanted: 0, host: '127.0.0.1', report: () => undefined }));
  const next = await startProgram(
    ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', port],
    environment,
  );
  try {
    const subject = { name: 'nextSingle32', path: SINGLE, connections: 32, bodies: bodies() };
    return await compare(subject, next, sides, NEXT_ROUNDS);
  } finally {
    await next.end();
  }
}

function settings(databaseUrl: string, directory: string) {
  return {
    DATABASE_URL: databaseUrl,
    FAIRSPLIT_DATA_DIRECTORY: directory,
    FAIRSPLIT_SECRET: 'a secret that only this bench uses, long enough',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    NODE_ENV: 'production',
  };
}

async function compare(
  subject: Subject,
  server: MeasuredServer,
  { bare, generator, key }: Sides,
  rounds: number,
): Promise<readonly BenchFigure[]> {
  const { name, ...order } = subject;
  await bare.willAnswer(subject.path, await answerOf(server.port, subject, key));
  const send = async (to: MeasuredServer): Promise<Round> => {
    const before = { server: to.cpuSeconds(), generator: generator.cpuSeconds() };
    const result = await generator.run({ ...order, port: to.port, key, durationMs: ROUND_MS });
    if (result.failures > 0) throw new Error(`${name}: ${result.failures} requests failed`);
    return {
      answers: result.answers,
      seconds: result.seconds,
      p99Ms: result.p99Ms,
      cpuSeconds: to.cpuSeconds() - before.server,
      generatorCpuSeconds: generator.cpuSeconds() - before.generator,
    };
  };
  // The compilers warm up before anything counts.
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) {
    await send(bare);
    await send(server);
  }
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // In turns also as to who begins.
    if (round % 2 === 0) pairs.push({ bare: await send(bare), ours: await send(server) });
    else {
      const ours = await send(server);
      pairs.push({ bare: await send(bare), ours });
    }
  }
  return figuresOf(name, pairs);
}

async function answerOf(port: number, { path: where, bodies: sent }: Subject, key: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: sent[0] ?? '',
  });
  if (response.status !== 200)
    throw new Error(`${where} answers ${response.status}: ${await response.text()}`);
  return response.text();
}
