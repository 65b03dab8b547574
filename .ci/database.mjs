import net from 'node:net';
import pg from 'pg';

/** What .ci/run needs of Postgres: `answers URL`, `create URL NAME`, `drop URL NAME`, `free-port`. */
const [command, url, name] = process.argv.slice(2);

async function query(text) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  console.log(server.address().port);
  server.close();
}

const commands = {
  answers: () => query('select 1'),
  create: () => query(`create database ${pg.escapeIdentifier(name)}`),
  drop: () => query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  'free-port': freePort,
};

try {
  await commands[command]();
} catch (error) {
  console.error(`${command}: ${error.message}`);
  process.exitCode = 1;
}
