import { format } from 'node:util';
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

/** How a thrown value stands in the log: JSON forgets an Error's own members, so without this it would be `{}`. */
interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** What a page shows of the error in production, so that the two can be brought together. */
  readonly digest?: string;
  readonly stack?: string;
  readonly cause?: unknown;
  /** Of an AggregateError, whose own message is often empty. */
  readonly errors?: readonly unknown[];
}

/** Deeper causes are left out: a chain may be endless. */
const MAX_CAUSES = 5;

/** The one serializer of the field `error`; what is no Error stays as it is. */
function loggedError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const digest = 'digest' in error && typeof error.digest === 'string' ? error.digest : undefined;
  const isDeep = depth >= MAX_CAUSES;
  return {
    type: name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(digest === undefined ? {} : { digest }),
    ...(stack === undefined ? {} : { stack }),
    ...(cause === undefined || isDeep ? {} : { cause: loggedError(cause, depth + 1) }),
    ...(error instanceof AggregateError && !isDeep
      ? { errors: error.errors.slice(0, MAX_CAUSES).map((one) => loggedError(one, depth + 1)) }
      : {}),
  } satisfies LoggedError;
}

/** A log of JSON lines, one for each thing said, whatever characters are in it. */
export function createLog(level: string, destination?: pino.DestinationStream): Log {
  const options = { level, serializers: { error: (error: unknown) => loggedError(error) } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

let shared: Log | undefined;

/** The log of this process: JSON lines on standard output, from LOG_LEVEL upwards. */
export function processLog(): Log {
  shared ??= createLog(env().logLevel);
  return shared;
}

const standardError = 2;

/** The same on standard error, for programs whose standard output is their result. */
export function programLog(): Log {
  return createLog(env().logLevel, pino.destination(standardError));
}

/**
 * Makes libraries that print (Next, better-auth) write to the log too: what they print may hold a caller's text, and a line
 * break in it would begin a line that looks like the log's own.
 */
export function sendConsoleTo(log: Log): void {
  const writer =
    (write: Write) =>
    (...told: unknown[]) => {
      const error = told.find((part) => part instanceof Error);
      const text = told.filter((part) => part !== error);
      write(error === undefined ? {} : { error }, format(...text).trim() || 'an error was reported');
    };
  const [debug, info, warn, error] = [
    writer((fields, message) => log.debug(fields, message)),
    writer((fields, message) => log.info(fields, message)),
    writer((fields, message) => log.warn(fields, message)),
    writer((fields, message) => log.error(fields, message)),
  ];
  Object.assign(console, { debug, log: info, info, warn, error, trace: error });
}
