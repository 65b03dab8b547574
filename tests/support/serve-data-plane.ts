import { processLog } from '../../lib/log';
import { startServer } from '../../lib/serving/start-server';

/**
 * Run as a program by server-process.ts: the data plane alone, on the migrated database that the first argument names. Tells
 * its address to whoever forked it.
 */
const server = await startServer({ databaseUrl: process.argv[2] ?? '', log: processLog() });
process.send?.(server.url);
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
// Without its parent nobody would end it.
process.on('disconnect', () => process.exit(0));
