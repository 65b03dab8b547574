import pino from 'pino';
import { env } from './env';

type Write = (fields: object, message: string) => void;

/** What parts of the program write their log with; given to them, so that a test can read what was said. */
export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
}

let shared: Log | undefined;

/** The log of this process: JSON lines on standard output, from LOG_LEVEL upwards. */
export function processLog(): Log {
  shared ??= pino({ level: env().logLevel });
  return shared;
}

const standardError = 2;

/** The same on standard error, for programs whose standard output is their result. */
export function programLog(): Log {
  return pino({ level: env().logLevel }, pino.destination(standardError));
}
