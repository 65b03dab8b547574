import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  DriverAdapterError,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
} from '@prisma/driver-adapter-utils';
import type { MigrationList, SchemaEngine, SchemasContainer } from '@prisma/schema-engine-wasm';
import pg from 'pg';

export type { MigrationList, SchemasContainer };

/**
 * The only file that knows Prisma's schema engine from inside. `prisma migrate` downloads a native engine, which fails
 * where only npm can be reached; npm carries the same engine as WebAssembly. It writes the same `_prisma_migrations`
 * rows, so `prisma migrate` stays usable by anyone whose machine has the native one.
 */
export interface SchemaEngineConnection {
  /** Applies what is not applied yet and returns its names. */
  applyMigrations(migrations: MigrationList): Promise<readonly string[]>;
  /** Notes that a failed migration left nothing behind, so that it is applied anew next time. */
  markRolledBack(migrationName: string): Promise<void>;
  /** The SQL that leads from this database to `schema`; empty when nothing differs. */
  sqlTowards(schema: SchemasContainer): Promise<string>;
  close(): Promise<void>;
}

const SET_LOCK_TIMEOUT = `set lock_timeout = '60s'`;

export async function connectSchemaEngine(url: string): Promise<SchemaEngineConnection> {
  const engineModule = await loadedEngine();
  // One connection: the engine takes a lock that belongs to its session, and releases it by ending the session.
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    application_name: 'fairsplit migrate',
    // Asked of the connection before its first use. A statement that waits for a table makes everybody after it wait too.
    verify: (client, done) => {
      client.query(SET_LOCK_TIMEOUT).then(() => done(), done);
    },
  });
  pool.on('error', () => undefined);
  const failed: FailedScript = { error: undefined };
  const adapter = bindMigrationAwareSqlAdapterFactory(wholeScripts(pool, failed));
  let engine: SchemaEngine;
  try {
    engine = await engineModule.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter);
  } catch (error) {
    await pool.end();
    throw readable(error);
  }
  const filters = { externalTables: [], externalEnums: [] };
  return {
    applyMigrations: async (migrationsList) => {
      failed.error = undefined;
      const applying = readably(engine.applyMigrations({ migrationsList, filters }));
      const { appliedMigrationNames } = await applying.catch((error: unknown) => {
        throw failed.error ?? error;
      });
      return appliedMigrationNames;
    },
    markRolledBack: async (migrationName) => {
      await readably(engine.markMigrationRolledBack({ migrationName }));
    },
    sqlTowards: async (schema) => {
      // 'schemaDatasource' means the database behind the adapter; the schema files only name the kind of database.
      const from = { tag: 'schemaDatasource' as const, configDir: '.', ...schema };
      const to = { tag: 'schemaDatamodel' as const, ...schema };
      const found = await readably(engine.diff({ from, to, script: true, exitCode: true, filters }));
      return found.exitCode === 0 ? '' : (found.stdout ?? '');
    },
    close: async () => {
      engine.free();
      await pool.end();
    },
  };
}

/**
 * Prisma's adapter cuts a script at every semicolon and sends the pieces: that breaks function bodies, and leaves half a
 * migration behind when one piece fails. Sent whole, Postgres runs it as one transaction, as the native engine has it.
 */
function wholeScripts(pool: pg.Pool, failed: FailedScript): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(pool);
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = await factory.connect();
    adapter.executeScript = async (script) => {
      await execute(pool, script).catch((error: unknown) => {
        if (!(error instanceof pg.DatabaseError)) throw error;
        failed.error = error;
        throw reportedToEngine(error);
      });
    };
    const query = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = (asked) =>
      query(asked).catch(async (error: unknown) => {
        if (!isUnreadableType(error)) throw error;
        return queryInternalCharacters(pool, query, asked);
      });
    return adapter;
  };
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: () =>
      Promise.reject(new Error('A scratch database takes the place of a shadow database')),
  };
}

/** First line of a migration whose statements each stand alone: an index that is built while others write, for example. */
const OUTSIDE_TRANSACTION = '-- outside a transaction\n';

/**
 * One transaction for the whole script, unless its first line says otherwise. Then every statement ends with a semicolon at
 * the end of a line, and can be run again: what came before a failure stays.
 */
async function execute(pool: pg.Pool, script: string): Promise<void> {
  if (!script.startsWith(OUTSIDE_TRANSACTION)) {
    await pool.query(script);
    return;
  }
  const statements = script.split(/;[ \t]*(?:\n|$)/).filter((statement) => /^[^-\s]/m.test(statement));
  // Building an index beside writers waits for their transactions, which harms nobody.
  await pool.query('set lock_timeout = 0');
  for (const statement of statements) await pool.query(statement);
  await pool.query(SET_LOCK_TIMEOUT);
}

function isUnreadableType(error: unknown): boolean {
  return error instanceof DriverAdapterError && error.cause.kind === 'UnsupportedNativeDataType';
}

const internalCharacterType: number = pg.types.builtins.CHAR;

/**
 * Postgres's catalogue has columns of its internal type "char", which the adapter refuses and the engine insists on:
 * ask for them as text and declare them characters.
 */
async function queryInternalCharacters(
  pool: pg.Pool,
  query: SqlDriverAdapter['queryRaw'],
  asked: SqlQuery,
): Promise<SqlResultSet> {
  const inner = asked.sql.trim().replace(/;$/, '');
  const { fields } = await pool.query(`select * from (${inner}) as asked limit 0`, asked.args);
  const isCharacter = fields.map((field) => field.dataTypeID === internalCharacterType);
  const columns = fields.map(({ name }, index) => {
    const column = pg.escapeIdentifier(name);
    return isCharacter[index] === true ? `${column}::text as ${column}` : column;
  });
  const result = await query({ ...asked, sql: `select ${columns.join(', ')} from (${inner}) as asked` });
  const columnTypes = result.columnTypes.map((type, index) =>
    isCharacter[index] === true ? ColumnTypeEnum.Character : type,
  );
  return { ...result, columnTypes };
}

/** In the engine's own form, so that it records the reason in `_prisma_migrations.logs`. */
function reportedToEngine(error: pg.DatabaseError): DriverAdapterError {
  return new DriverAdapterError({
    kind: 'postgres',
    code: error.code ?? '',
    severity: error.severity ?? 'ERROR',
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
    originalCode: error.code ?? '',
    originalMessage: error.message,
  });
}

/** What Postgres itself said of a script that failed: the engine keeps only a part of it. */
interface FailedScript {
  error: pg.DatabaseError | undefined;
}

async function readably<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    throw readable(error);
  });
}

/** The engine throws values that are not always errors; what they say is in one of these places. */
function readable(error: unknown): Error {
  if (error instanceof Error && error.message !== '') return new Error(error.message, { cause: error });
  return new Error(typeof error === 'string' ? error : JSON.stringify(error), { cause: error });
}

type EngineModule = typeof import('@prisma/schema-engine-wasm/schema_engine_bg');

declare global {
  // The bindings are one module for the whole process, however often this file is evaluated (each project of a test run
  // does): a second engine set into them would take the place of the first while it works.
  var fairsplitSchemaEngine: Promise<EngineModule> | undefined;
}

function loadedEngine(): Promise<EngineModule> {
  globalThis.fairsplitSchemaEngine ??= loadEngine();
  return globalThis.fairsplitSchemaEngine;
}

/** What the package's entry does by `import './x.wasm'`, which Node 20 cannot. */
async function loadEngine(): Promise<EngineModule> {
  const bindingsName = './schema_engine_bg.js';
  const bindings: EngineModule = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindingsFile = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const program = await readFile(bindingsFile.replace(/\.js$/, '.wasm'));
  const { instance } = await WebAssembly.instantiate(program, { [bindingsName]: { ...bindings } });
  bindings.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start !== 'function') throw new Error('@prisma/schema-engine-wasm has no start function');
  Reflect.apply(start, undefined, []);
  return bindings;
}
