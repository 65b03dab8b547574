import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createDatabase, dropDatabase } from '../lib/database/administration';
import { openDatabase } from '../lib/database/client';
import { withDatabaseName } from '../lib/database/connection-url';
import { migrate } from '../lib/database/migrate';
import { provideServer } from '../lib/database/provide';
import { importFile } from '../lib/import/import-file';
import { parseImportOptions } from '../tools/cli/commands/import-options';
import { makeKey, makeWorkspace } from '../tests/support/factories';
import { startServerProcess } from '../tests/support/server-process';
import { eventAt } from './ingestion/traffic';
import type { BenchFigure } from './figure';

const EVENTS = 1_000_000;
const LINES_A_REQUEST = 100_000;
const EVENTS_A_TRIAL = 100_000;

interface Measured {
  readonly eventsPerSecond: number;
  readonly processorSeconds: number;
}

/**
 * A million events by `npm run import` from a CSV file, against the same events as NDJSON in ten requests one after
 * another: the server, Postgres and the disk are the same, so what differs is the reading, the checking and the notes.
 */
export async function importBench(): Promise<readonly BenchFigure[]> {
  const postgres = await provideServer();
  const databaseUrl = withDatabaseName(postgres.url, `fairsplit_bench_import_${process.pid}`);
  const directory = await mkdtemp(path.join(os.tmpdir(), 'fairsplit-bench-import-'));
  try {
    await createDatabase(databaseUrl);
    await migrate({ url: databaseUrl });
    const database = openDatabase({
      url: databaseUrl,
      maxConnections: 2,
      applicationName: 'fairsplit bench',
    });
    const server = await startServerProcess({ databaseUrl });
    try {
      const { environmentId } = await makeWorkspace(database);
      const place = { url: server.url, key: await makeKey(database, environmentId), directory };
      const empty = () => database.pool.query('truncate "events", "event_keys"');
      await sendCsv(place, 'trial-csv', EVENTS_A_TRIAL);
      await sendLines(place, 'trial-lines', EVENTS_A_TRIAL);
      await empty();
      const lines = await sendLines(place, 'lines', EVENTS);
      await empty();
      const csv = await sendCsv(place, 'csv', EVENTS);
      return [
        { name: 'ndjson events a second', value: lines.eventsPerSecond, unit: 'events/s' },
        { name: 'import events a second', value: csv.eventsPerSecond, unit: 'events/s' },
        { name: 'import against ndjson', value: csv.eventsPerSecond / lines.eventsPerSecond, unit: 'times' },
        { name: 'ndjson processor time of the sender', value: lines.processorSeconds, unit: 's' },
        { name: 'import processor time of the sender', value: csv.processorSeconds, unit: 's' },
      ];
    } finally {
      await server.end();
      await database.close();
    }
  } finally {
    await rm(directory, { recursive: true });
    await dropDatabase(databaseUrl);
    await postgres.stop();
  }
}

interface Place {
  readonly url: string;
  readonly key: string;
  readonly directory: string;
}

async function sendCsv({ url, key, directory }: Place, series: string, events: number): Promise<Measured> {
  const file = path.join(directory, `${series}.csv`);
  const rows = Array.from({ length: events }, (_, index) => Object.values(eventAt(series, index)).join(','));
  await writeFile(file, ['id,unit,name,value,occurredAt', ...rows].join('\n'));
  const options = parseImportOptions([file, '--kind', 'events']);
  const silent = { onChecked: () => undefined, onSent: () => undefined };
  return measured(events, async () => (await importFile(options, { url, key }, silent)).accepted);
}

/** From a file as well: both sides read theirs. */
async function sendLines({ url, key, directory }: Place, series: string, events: number): Promise<Measured> {
  const files: string[] = [];
  for (let start = 0; start < events; start += LINES_A_REQUEST) {
    const file = path.join(directory, `${series}-${start}.ndjson`);
    const lines = Array.from({ length: Math.min(LINES_A_REQUEST, events - start) }, (_, index) =>
      JSON.stringify(eventAt(series, start + index)),
    );
    await writeFile(file, lines.join('\n'));
    files.push(file);
  }
  return measured(events, async () => {
    let accepted = 0;
    for (const file of files) {
      const response = await fetch(`${url}/api/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' },
        body: await readFile(file),
      });
      const receipt: unknown = await response.json();
      accepted += acceptedOf(receipt);
    }
    return accepted;
  });
}

function acceptedOf(receipt: unknown): number {
  const isReceipt = typeof receipt === 'object' && receipt !== null && 'accepted' in receipt;
  return isReceipt && typeof receipt.accepted === 'number' ? receipt.accepted : 0;
}

async function measured(events: number, send: () => Promise<number>): Promise<Measured> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const accepted = await send();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (accepted !== events) throw new Error(`${accepted} of ${events} events were accepted.`);
  return { eventsPerSecond: events / seconds, processorSeconds: (user + system) / 1e6 };
}
