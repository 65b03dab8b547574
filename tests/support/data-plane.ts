import type { Log } from '../../lib/log';
import { startServer, type RunningServer, type StartServerOptions } from '../../lib/serving/start-server';
import { afterFile } from './after-file';
import { cloneDatabaseUrl } from './database';

/** A log that keeps what is said, for tests to read. */
export interface RecordedLog extends Log {
  readonly lines: readonly { readonly level: string; readonly fields: object; readonly message: string }[];
}

export function recordLog(): RecordedLog {
  const lines: { level: string; fields: object; message: string }[] = [];
  const writer = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    lines,
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  };
}

export interface StartedDataPlane extends RunningServer {
  readonly log: RecordedLog;
}

/** A real server on a free port over a database of the test file's own. Call it at the top of the file. */
export async function startDataPlane(options: Partial<StartServerOptions> = {}): Promise<StartedDataPlane> {
  const databaseUrl = options.databaseUrl ?? (await cloneDatabaseUrl());
  const log = recordLog();
  const server = await startServer({ log, ...options, databaseUrl });
  afterFile(() => server.close());
  return { ...server, log };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Sends a request; a text body goes out as it is, anything else as JSON. */
export async function send(
  url: string,
  key: string | null,
  body?: unknown,
  init: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: init.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...init.headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, headers: response.headers, body: parsed };
}
