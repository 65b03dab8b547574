import { createServer } from 'node:http';
import type pg from 'pg';
import { openDatabase } from '../../lib/database/client';
import { processLog } from '../../lib/log';
import { createDataPlane } from '../../lib/serving/data-plane';
import { nodeListener, nothingElse } from '../../lib/protocol/node-listener';

// The data plane with its promise broken on purpose, so that the kill tests are seen to notice. Run as a program:
// `serve-unsafely.ts DATABASE_URL acknowledge-first | asynchronous-commit`.

const [, , databaseUrl = '', breach = ''] = process.argv;
const evidenceWrites = new Set(['write-events', 'write-exposures']);

type Query = (config: pg.QueryConfig) => Promise<unknown>;

const breaches: Readonly<Record<string, (pool: pg.Pool) => Query>> = {
  // Says that all is stored, and stores it afterwards.
  'acknowledge-first': (pool) => (config) => {
    setTimeout(() => void pool.query(config).catch(() => undefined), 20);
    return Promise.resolve({ rows: [{ duplicates: null }] });
  },
  // Waits for the commit, which no longer waits for the disk.
  'asynchronous-commit': (pool) => async (config) => {
    const client = await pool.connect();
    try {
      await client.query('set synchronous_commit = off');
      return await client.query(config);
    } finally {
      client.release();
    }
  },
};

function broken(pool: pg.Pool, write: Query): pg.Pool {
  const query = (config: string | pg.QueryConfig, values?: unknown[]): unknown =>
    typeof config === 'object' && evidenceWrites.has(config.name ?? '')
      ? write(config)
      : pool.query(config, values);
  return new Proxy(pool, {
    get: (target, name): unknown => (name === 'query' ? query : Reflect.get(target, name)),
  });
}

const write = breaches[breach];
if (write === undefined) throw new Error(`"${breach}" is none of ${Object.keys(breaches).join(', ')}`);
const database = openDatabase({ url: databaseUrl });
const writePool = broken(database.writePool, write(database.writePool));
const dataPlane = await createDataPlane({ database: { ...database, writePool }, log: processLog() });
const server = createServer(nodeListener(dataPlane, nothingElse));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
});
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
