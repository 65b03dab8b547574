import { startEmbeddedPostgres } from '../../lib/database/embedded/start';

/** Run as a program by database-process.ts. */
const postgres = await startEmbeddedPostgres({ dataDirectory: process.argv[2] ?? '' });
console.log(postgres.pid);
setInterval(() => undefined, 60_000);
