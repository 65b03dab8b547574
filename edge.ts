import path from 'node:path';
import { PoolerError, refuseTransactionPooler } from './lib/database/refuse-pooler';
import { settingsOrExit } from './lib/env';
import { processLog, sendConsoleTo } from './lib/log';
import { servingSettings } from './lib/serving/settings';
import { startServer } from './lib/serving/start-server';
import { stopOnSignal } from './lib/serving/stop-on-signal';

// The data plane alone: no console, no migrations, no jobs. Many of them run over one Postgres, each with a snapshot
// directory of its own, from which it answers when it starts while Postgres is away. lib/serving/README.md says how.

const { databaseUrl, host, port, dataDirectory, snapshotDirectory, drainMs } = settingsOrExit({
  signsIn: false,
});
if (databaseUrl === undefined) {
  process.stderr.write(
    'DATABASE_URL: required, the Postgres of the server whose data plane this is (for example postgresql://host:5432/fairsplit)\n',
  );
  process.exit(1);
}
const log = processLog();
sendConsoleTo(log);
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

const STOP_MS = 30_000;

// Takes no more requests, finishes those under way, and stores the exposures that wait.
stopOnSignal({ log, limitMs: drainMs + STOP_MS, stop: server.close });

// Beside the start, as an edge also starts while Postgres is away.
refuseTransactionPooler(databaseUrl).catch((error: unknown) => {
  if (!(error instanceof PoolerError)) return;
  process.stderr.write(`${error.message}\n`);
  void server.close().finally(() => process.exit(1));
});
