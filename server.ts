import { provideDatabase } from './lib/database/provide';
import { env } from './lib/env';
import { prepareConsole } from './lib/http/console-listener';
import { controlPlaneListener } from './lib/http/control-plane/node-listener';
import { controlPlaneOptions } from './lib/http/next-control-plane';
import { shareDataPlane } from './lib/http/next-data-plane';
import { startJobs } from './lib/jobs/start-jobs';
import { processLog } from './lib/log';
import { removeServerFile, writeServerFile } from './lib/serving/server-file';
import { startServer } from './lib/serving/start-server';

// One process: the data plane answers first, then the control plane, and Next the rest. `--dev` compiles pages as they are asked for.

const { host, port, dataDirectory, mode, analysisIntervalMs, jobs: takesJobs } = env();
const isDevelopment = process.argv.includes('--dev');
const log = processLog();

const provided = await provideDatabase({ report: (line) => log.info({}, line) });
// Next decides by NODE_ENV which React it loads; a server that was built is one for production.
if (!isDevelopment && mode !== 'production') log.warn({ mode }, 'NODE_ENV is not "production"');
const pages = await prepareConsole({ isDevelopment, directory: import.meta.dirname, host, port });
const server = await startServer({
  databaseUrl: provided.url,
  log,
  host,
  port,
  dataDirectory,
  fallback: (database) =>
    controlPlaneListener({ ...controlPlaneOptions(database, log), fallback: pages.listener }),
});
pages.attach(server.httpServer);
// Where lib/auth/process-database looks first, so that the pages use these connections.
globalThis.fairsplitDatabase = server.database;
shareDataPlane(server.dataPlane);
const jobs =
  takesJobs === 'on' ? await startJobs({ databaseUrl: provided.url, log, analysisIntervalMs }) : null;
await writeServerFile(dataDirectory, { url: server.url, pid: process.pid });
process.stdout.write(`Fairsplit is ready at ${server.url}\n`);

let isStopping = false;

/** Stops taking requests, stores what waits, and ends; a second signal ends at once. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) process.exit(1);
  isStopping = true;
  log.info({ signal }, 'stopping');
  await removeServerFile(dataDirectory);
  await jobs?.stop();
  await server.close();
  await pages.close();
  await provided.stop();
  process.exit(0);
}

process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
