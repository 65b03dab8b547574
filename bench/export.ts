import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, dropDatabase } from '../lib/database/administration';
import type { Database } from '../lib/database/client';
import { withDatabaseName } from '../lib/database/connection-url';
import { migrate } from '../lib/database/migrate';
import { makeKey, makeRunningExperiment, makeWorkspace } from '../tests/support/factories';
import { benchServer } from './bench-server';
import type { BenchFigure } from './figure';
import {
  startLoadGenerator,
  startProgram,
  type LoadGenerator,
  type MeasuredServer,
} from './serving/children';
import { withDatabase } from './with-database';

const UNITS = 1_000_000;
const ROUND_MS = 4_000;
const CONNECTIONS = 8;
const FLAG = 'asked';
const EXPORTED = 'exported';

/**
 * Rows of a million units leave a server that assigns all the while: the p99 of its evaluations beside that without an export,
 * the rows that leave in a second, and what memory the process takes more than before. `--small` is 100,000 units.
 */
export async function exportBench(): Promise<readonly BenchFigure[]> {
  const units = process.argv.includes('--small') ? UNITS / 10 : UNITS;
  const postgres = await benchServer();
  const databaseUrl = withDatabaseName(postgres.url, `fairsplit_bench_export_${process.pid}`);
  const directory = mkdtempSync(path.join(os.tmpdir(), 'fairsplit-bench-'));
  try {
    await createDatabase(databaseUrl);
    await migrate({ url: databaseUrl });
    const key = await withDatabase(databaseUrl, (database) => fill(database, units));
    const server = await startProgram(['--import', 'tsx', 'bench/export/exporting-server.ts'], {
      DATABASE_URL: databaseUrl,
      FAIRSPLIT_DATA_DIRECTORY: directory,
      LOG_LEVEL: 'error',
      NODE_ENV: 'production',
    });
    const generator = startLoadGenerator();
    try {
      await warmUp(server, key);
      const csv = await measuredExport({ server, generator, key, units }, 'csv');
      return [...csv, ...(await measuredExport({ server, generator, key, units }, 'parquet'))];
    } finally {
      await Promise.all([server.end(), generator.end()]);
    }
  } finally {
    await dropDatabase(databaseUrl);
    await postgres.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A run that has ended with its units, each of whom did something, and one that is being asked for. */
async function fill(database: Database, units: number): Promise<string> {
  const place = await makeWorkspace(database);
  await makeRunningExperiment(database, place, { key: FLAG });
  const startedAt = new Date(Date.now() - 7 * 24 * 3_600_000);
  const { runId } = await makeRunningExperiment(database, place, {
    key: EXPORTED,
    startedAt,
    endedAt: new Date(),
  });
  await database.pool.query('select ensure_event_partition($1)', [startedAt]);
  await database.pool.query(
    `insert into exposures (run_id, unit, variant, first_seen_at)
     select $1, 'user-' || id, id % 2, $2 from generate_series(1, $3::int) as id`,
    [runId, startedAt, units],
  );
  await database.pool.query(
    `insert into events (environment_id, key, name, unit, value, occurred_at)
     select $1, gen_random_uuid(), 'purchase', 'user-' || id, random() * 100, $2::timestamptz + interval '1 hour'
     from generate_series(1, $3::int) as id`,
    [place.environmentId, startedAt, units],
  );
  await database.pool.query('vacuum analyze exposures');
  await database.pool.query('vacuum analyze events');
  return makeKey(database, place.environmentId, {
    scopes: ['data:read', 'data:write', 'config:read', 'units:export'],
  });
}

/** The first call to a control plane loads what asks the database, which takes half a second and is no export's doing. */
async function warmUp({ port }: MeasuredServer, key: string): Promise<void> {
  const url = `http://127.0.0.1:${String(port)}/api/v1/experiments/nothing/export?rows=units`;
  for (let call = 0; call < 3; call += 1) {
    await (await fetch(url, { headers: { authorization: `Bearer ${key}` } })).text();
  }
}

interface Sides {
  readonly server: MeasuredServer;
  readonly generator: LoadGenerator;
  readonly key: string;
  readonly units: number;
}

async function measuredExport(sides: Sides, format: 'csv' | 'parquet'): Promise<readonly BenchFigure[]> {
  const { server, units } = sides;
  await p99Ms(sides);
  const alone = await p99Ms(sides);
  const before = memoryMb(server.pid);
  const start = performance.now();
  const over = new AbortController();
  let mostMb = before;
  const exported = exportedBytes(sides, format).finally(() => over.abort());
  const beside: number[] = [];
  while (!over.signal.aborted) {
    beside.push(await p99Ms(sides));
    mostMb = Math.max(mostMb, memoryMb(server.pid));
  }
  const bytes = await exported;
  const seconds = (performance.now() - start) / 1000;
  const p99 = [...beside].sort((a, b) => a - b)[Math.floor(beside.length / 2)] ?? NaN;
  return [
    { name: `${format}P99`, value: p99 / alone, unit: 'times the p99 without an export' },
    { name: `${format}P99Ms`, value: p99, unit: 'ms' },
    { name: `${format}AloneP99Ms`, value: alone, unit: 'ms' },
    {
      name: `${format}UnitsPerSecond`,
      value: units / seconds,
      unit: 'units/s, while evaluations are answered',
    },
    { name: `${format}MemoryMb`, value: mostMb - before, unit: 'MB more than before the export' },
    { name: `${format}Mb`, value: bytes / 1e6, unit: 'MB of file' },
  ];
}

async function p99Ms({ server, generator, key }: Sides): Promise<number> {
  const result = await generator.run({
    port: server.port,
    path: `/ofrep/v1/evaluate/flags/${FLAG}`,
    key,
    bodies: Array.from({ length: 2_000 }, (_, unit) =>
      JSON.stringify({ context: { targetingKey: `unit-${String(unit)}` } }),
    ),
    connections: CONNECTIONS,
    durationMs: ROUND_MS,
  });
  if (result.failures > 0) throw new Error(`${String(result.failures)} evaluations failed`);
  return result.p99Ms;
}

async function exportedBytes({ server, key }: Sides, format: string): Promise<number> {
  const url = `http://127.0.0.1:${String(server.port)}/api/v1/experiments/${EXPORTED}/export?rows=units&format=${format}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  if (response.status !== 200 || response.body === null) throw new Error(await response.text());
  let bytes = 0;
  for await (const chunk of response.body) bytes += chunk.length;
  return bytes;
}

/** What the process has in memory now, as Linux tells it. */
function memoryMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'))?.[1];
  return Number(kb) / 1024;
}
