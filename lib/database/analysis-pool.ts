import pg from 'pg';
import { rowValueParsers } from './row-values';

export interface AnalysisPoolOptions {
  readonly url: string;
  readonly maxConnections: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** How long a connection may take to come about. */
  readonly connectTimeoutMs: number;
  /** Called when an idle connection breaks. The pool replaces it by itself. */
  readonly onConnectionLost?: ((error: Error) => void) | undefined;
}

/** Connections for what reads evidence, whose statements have the limits that they bring. */
export function openAnalysisPool(options: AnalysisPoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    keepAlive: true,
    types: rowValueParsers,
  });
  // Without a listener, an idle connection that breaks would end the process.
  pool.on('error', (error) => options.onConnectionLost?.(error));
  return pool;
}
