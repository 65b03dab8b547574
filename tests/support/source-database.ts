import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { z } from 'zod';
import { createDatabase } from '../../lib/database/administration';
import { openDatabase, type Database } from '../../lib/database/client';
import { withDatabaseName } from '../../lib/database/connection-url';
import { afterFile } from './after-file';
import { unusedDatabaseUrl } from './database';

export interface SourceDatabase {
  /** As its owner. */
  readonly pool: Database['pool'];
  /** The address for a role that may read what `grant` gave it and nothing else. */
  readonly connection: string;
  readonly role: string;
  /** A role of its own, with rights as a test wants them: its name and address. */
  readonly makeRole: () => Promise<{ readonly role: string; readonly connection: string }>;
  /** Runs `format(template, ...names)`: statements cannot bind names. */
  readonly run: (template: string, ...names: readonly string[]) => Promise<void>;
}

const text = z.tuple([z.object({ statement: z.string() })]);

/** Runs `format(template, ...names)`. */
export async function runFormatted(
  pool: Database['pool'],
  template: string,
  names: readonly string[],
): Promise<void> {
  const { rows } = await pool.query('select format($1::text, variadic $2::text[]) as "statement"', [
    template,
    [...names],
  ]);
  const [{ statement }] = text.parse(rows);
  await pool.query(statement);
}

/** Somebody's own Postgres: another database of the test's server, with a table of orders and a role that can only read it. */
export async function sourceDatabase(): Promise<SourceDatabase> {
  const server = openDatabase({
    url: withDatabaseName(inject('templateUrl'), 'postgres'),
    maxConnections: 1,
  });
  const roles: string[] = [];
  // Registered first, so done last: roles can go when the database that names them is gone.
  afterFile(async () => {
    for (const role of roles) await runFormatted(server.pool, 'drop role %I', [role]);
    await server.close();
  });
  const url = unusedDatabaseUrl();
  await createDatabase(url);
  const database = openDatabase({ url, maxConnections: 2 });
  afterFile(() => database.close());
  const makeRole = async () => {
    const role = `reader_${randomBytes(6).toString('hex')}`;
    const password = randomBytes(12).toString('hex');
    await runFormatted(server.pool, 'create role %I login password %L', [role, password]);
    roles.push(role);
    const address = new URL(url);
    address.username = role;
    address.password = password;
    return { role, connection: address.href };
  };
  await database.pool.query(`
    create table orders (id serial primary key, unit text, at timestamptz, amount numeric, note text);
    create table secrets (word text);`);
  const reader = await makeRole();
  await runFormatted(database.pool, 'grant select on orders to %I', [reader.role]);
  return {
    pool: database.pool,
    ...reader,
    makeRole,
    run: (template, ...names) => runFormatted(database.pool, template, names),
  };
}
