import { env } from '../env';
import { ensureDatabase } from './administration';
import { startEmbeddedPostgres } from './embedded/start';
import { migrate } from './migrate';
import { refuseTransactionPooler } from './refuse-pooler';

export interface ProvidedDatabase {
  readonly url: string;
  /** Stops the Postgres if this process started one; leaves any other alone. */
  stop(): Promise<void>;
}

export interface ProvideOptions {
  readonly databaseUrl?: string | undefined;
  readonly dataDirectory?: string;
  /** Told what is being done, a line at a time. */
  readonly report?: (line: string) => void;
}

/** The database exists and answers; nothing is said about its tables. */
export async function provideServer(options: ProvideOptions = {}): Promise<ProvidedDatabase> {
  const { databaseUrl = env().databaseUrl, dataDirectory = env().dataDirectory, report } = options;
  if (databaseUrl === undefined || databaseUrl === '') {
    return startEmbeddedPostgres({ dataDirectory, ...(report === undefined ? {} : { report }) });
  }
  if ((await ensureDatabase(databaseUrl)) === 'created')
    report?.('Created the database that DATABASE_URL names.');
  await refuseTransactionPooler(databaseUrl);
  return { url: databaseUrl, stop: () => Promise.resolve() };
}

/** The database this process is to use, up to date: the one DATABASE_URL names, or an embedded one. */
export async function provideDatabase(options: ProvideOptions = {}): Promise<ProvidedDatabase> {
  const server = await provideServer(options);
  try {
    const { report } = options;
    const applied = await migrate({ url: server.url, ...(report !== undefined && { report }) });
    if (applied.length > 0) report?.(`Applied ${applied.length} migration(s): ${applied.join(', ')}.`);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
