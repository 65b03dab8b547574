import { createControlPlane } from '../../lib/api/control-plane';
import { controlPlaneOptions } from '../../lib/api/control-plane-options';
import { env } from '../../lib/env';
import { processLog } from '../../lib/log';
import { nodeListener, nothingElse } from '../../lib/protocol/node-listener';
import { startServer } from '../../lib/serving/start-server';

// The data plane and the control plane in one process, as in `server.ts`, without Next behind them.

const { databaseUrl = '', dataDirectory } = env();
const log = processLog();

const server = await startServer({
  databaseUrl,
  dataDirectory,
  log,
  fallback: (database) => nodeListener(createControlPlane(controlPlaneOptions(database, log)), nothingElse),
});
process.stdout.write(`ready at ${server.url}\n`);
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
