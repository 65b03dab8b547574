import path from 'node:path';
import { withDatabaseName } from '../lib/database/connection-url';
import { childEnvironment } from '../lib/env';
import { buildIfStale } from '../scripts/build-if-stale';
import { benchServer } from './bench-server';
import type { EvidenceSize } from './evidence';
import { startFilledConsole, type FilledConsole } from './pages/console';
import type { BenchFigure } from './figure';

const little: EvidenceSize = { name: '10k', units: 1_000, events: 10_000 };
const usual: EvidenceSize = { name: '10M', units: 1_000_000, events: 10_000_000 };
const small: EvidenceSize = { name: '1M', units: 100_000, events: 1_000_000 };

const warmUps = 20;
const rounds = 150;

interface Page {
  readonly name: string;
  readonly path: string;
  /** What the answer has to hold: an error page is fast, too. */
  readonly says: string;
}

const pages: readonly Page[] = [
  { name: 'resultPage', path: '/experiments/checkout', says: 'Evidence up to' },
  { name: 'latestAnalysis', path: '/api/v1/experiments/checkout/analyses/latest', says: '"engineVersion"' },
  { name: 'experimentsPage', path: '/experiments', says: 'checkout' },
];

/**
 * What people and programs open of an experiment with ten million events beside one with ten thousand, over HTTP from the
 * built console, in turns. Pages show stored analyses and compute nothing, so both have to answer alike. `--small` is a
 * million events.
 */
export async function pagesBench(): Promise<readonly BenchFigure[]> {
  const size = process.argv.includes('--small') ? small : usual;
  await buildIfStale({
    root: path.resolve(import.meta.dirname, '..'),
    environment: childEnvironment({ NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }),
    report: (line) => process.stderr.write(`${line}\n`),
  });
  const server = await benchServer();
  const started: FilledConsole[] = [];
  const start = async (of: EvidenceSize) => {
    process.stderr.write(`Generating ${of.name}: ${String(of.units)} units, ${String(of.events)} events.\n`);
    const name = `fairsplit_bench_pages_${of.name.toLowerCase()}_${String(process.pid)}`;
    const console = await startFilledConsole(withDatabaseName(server.url, name), of);
    started.push(console);
    return console;
  };
  try {
    const few = await start(little);
    const many = await start(size);
    const figures: BenchFigure[] = [];
    for (const page of pages) figures.push(...(await compared(page, few, many, size.name)));
    return figures;
  } finally {
    for (const console of started) await console.end();
    await server.stop();
  }
}

async function compared(
  page: Page,
  few: FilledConsole,
  many: FilledConsole,
  size: string,
): Promise<readonly BenchFigure[]> {
  const times = { few: [] as number[], many: [] as number[] };
  for (let round = -warmUps; round < rounds; round += 1) {
    const fewMs = await answerMs(few, page);
    const manyMs = await answerMs(many, page);
    if (round < 0) continue;
    times.few.push(fewMs);
    times.many.push(manyMs);
  }
  const [fewMs, manyMs] = [median(times.few), median(times.many)];
  return [
    { name: `${page.name}Ms_${little.name}`, value: fewMs, unit: `ms (${little.name} events, median)` },
    { name: `${page.name}Ms_${size}`, value: manyMs, unit: `ms (${size} events, median)` },
    { name: `${page.name}Ratio`, value: manyMs / fewMs, unit: 'times as long, at most 1.2' },
  ];
}

/** From the request to the last byte of the answer. */
async function answerMs({ url, cookie, key }: FilledConsole, page: Page): Promise<number> {
  const start = performance.now();
  const response = await fetch(`${url}${page.path}`, {
    headers: page.path.startsWith('/api/') ? { authorization: `Bearer ${key}` } : { cookie },
    redirect: 'manual',
  });
  const text = await response.text();
  const elapsed = performance.now() - start;
  if (response.status !== 200 || !text.includes(page.says)) {
    throw new Error(`${page.path} answered ${String(response.status)}: ${text.slice(0, 200)}`);
  }
  return elapsed;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}
