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
import { withDatabase } from './with-database';

const FLAGS = 50;
const UNITS = 2_000;
const ROUNDS = 5;
const ROUND_MS = 1_500;
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
    return await compare(subject, next, sides, 2);
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
  const answered = await answerOf(server.port, subject, key);
  await bare.willAnswer(subject.path, answered);
  const send = async (to: MeasuredServer, durationMs: number) => {
    const before = to.cpuSeconds();
    const { name, ...order } = subject;
    const result = await generator.run({ ...order, port: to.port, key, durationMs });
    if (result.failures > 0) throw new Error(`${name}: ${result.failures} requests failed`);
    return {
      perSecond: result.answers / result.seconds,
      cpuMicroseconds: ((to.cpuSeconds() - before) * 1e6) / result.answers,
      p99Ms: result.p99Ms,
    };
  };
  // The compilers warm up before anything counts.
  await send(bare, ROUND_MS);
  await send(server, ROUND_MS);
  const pairs = [];
  for (let round = 0; round < rounds; round += 1) {
    pairs.push({ bare: await send(bare, ROUND_MS), ours: await send(server, ROUND_MS) });
  }
  const { name } = subject;
  return [
    figure(
      name,
      median(pairs.map(({ bare: b, ours }) => ours.perSecond / b.perSecond)),
      'of the bare server',
    ),
    figure(`${name}PerSecond`, median(pairs.map(({ ours }) => ours.perSecond)), 'requests/s'),
    figure(`${name}BarePerSecond`, median(pairs.map(({ bare: b }) => b.perSecond)), 'requests/s'),
    figure(
      `${name}Processor`,
      median(pairs.map(({ bare: b, ours }) => b.cpuMicroseconds / ours.cpuMicroseconds)),
      "bare server's processor time for a request, of ours",
    ),
    figure(`${name}P99Ms`, median(pairs.map(({ ours }) => ours.p99Ms)), 'ms'),
  ];
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

const figure = (name: string, value: number, unit: string): BenchFigure => ({ name, value, unit });

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
