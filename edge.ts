import path from 'node:path';
import { env, EnvironmentError } from './lib/env';
import { processLog } from './lib/log';
import { servingSettings } from './lib/serving/settings';
import { startServer } from './lib/serving/start-server';

// The data plane alone: no console, no migrations, no jobs. Many of them run over one Postgres, each with a snapshot
// directory of its own, from which it answers when it starts while Postgres is away. lib/serving/README.md says how.

const { databaseUrl, host, port, dataDirectory, snapshotDirectory, drainMs } = env();
if (databaseUrl === undefined) {
  throw new EnvironmentError(
    'DATABASE_URL: required, the Postgres of the server whose data plane this is (for example postgresql://host:5432/fairsplit)',
  );
}
const log = processLog();
const server = await startServer({
  databaseUrl,
  log,
  host,
  port,
  drainMs,
  dataDirectory: snapshotDirectory ?? path.join(dataDirectory, `edge-${port}`),
  ...servingSettings(),
});
process.stdout.write(`Fairsplit's data plane is ready at ${server.url}\n`);

let isStopping = false;

/** Takes no more requests, finishes those under way, stores the exposures that wait, and ends; a second signal ends at once. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) process.exit(1);
  isStopping = true;
  log.info({ signal }, 'stopping');
  await server.close();
  process.exit(0);
}

process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
