import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDatabase } from '../lib/database/client';
import { withoutPassword } from '../lib/database/connection-url';
import { type ProvidedDatabase, provideDatabase } from '../lib/database/provide';
import { childEnvironment, env, keptSecret } from '../lib/env';
import { seedDemo, type DemoAccount } from '../prisma/seed';
import { buildIfStale } from './build-if-stale';
import { portToListenOn } from './port';

const root = path.dirname(import.meta.dirname);
const startedAt = Date.now();

function report(line: string): void {
  console.log(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${line}`);
}

async function main(): Promise<number> {
  const settings = env();
  report(
    settings.databaseUrl === undefined
      ? `Database: a Postgres of its own, kept in ${settings.dataDirectory}`
      : `Database: ${withoutPassword(settings.databaseUrl)}`,
  );
  const provided = await provideDatabase({ report });
  try {
    return await serve(provided);
  } finally {
    await provided.stop();
    report('Stopped.');
  }
}

async function serve(provided: ProvidedDatabase): Promise<number> {
  const settings = env();
  const account = await seeded(provided.url);
  const port = await portToListenOn({ wanted: settings.port, host: settings.host, report });
  const address = settings.publicUrl ?? `http://localhost:${port}`;
  const environment = childEnvironment({
    DATABASE_URL: provided.url,
    FAIRSPLIT_SECRET: settings.givenSecret ?? keptSecret(settings.dataDirectory),
    FAIRSPLIT_PUBLIC_URL: address,
    HOST: settings.host,
    PORT: String(port),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  });
  await buildIfStale({ root, environment, report });
  report('Starting the server');
  const server = spawn(process.execPath, ['--import', 'tsx', 'server.ts'], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  const ended = endOf(server);
  const answers = await Promise.race([ended.then(() => false), answersAt(`http://127.0.0.1:${port}`)]);
  if (answers) {
    report('Ready. Stop with Ctrl-C; the data is kept.');
    const signIn = account === null ? 'with your account' : `with ${account.email} and ${account.password}`;
    console.log(`\n  ${address}\n  Sign in ${signIn}\n`);
  }
  return ended;
}

async function seeded(url: string): Promise<DemoAccount | null> {
  report('Filling the demo workspace');
  const database = openDatabase({ url, maxConnections: 5, applicationName: 'fairsplit demo' });
  try {
    return await seedDemo(database, seedingProgress());
  } finally {
    await database.close();
  }
}

/** A line whenever another experiment begins, and each ten per cent. */
function seedingProgress(): (experiment: string, share: number) => void {
  let [last, tenths] = ['', 0];
  return (experiment, share) => {
    const reached = Math.floor(share * 10);
    if (experiment === last && reached === tenths) return;
    [last, tenths] = [experiment, reached];
    report(`  ${String(Math.round(share * 100)).padStart(3)} %  ${experiment}`);
  };
}

/** Ctrl-C reaches the server as well; any other signal is passed on. Then its end is ours. */
async function endOf(server: ChildProcess): Promise<number> {
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => server.kill(signal));
  await once(server, 'exit');
  return server.exitCode ?? 0;
}

async function answersAt(address: string): Promise<true> {
  for (;;) {
    try {
      await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
      return true;
    } catch {
      await sleep(200);
    }
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
