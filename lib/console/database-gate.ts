import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { openDatabase } from '../database/client';
import type { Log } from '../log';
import { withDeadline } from '../serving/deadline';

export interface DatabaseGateOptions {
  readonly databaseUrl: string;
  readonly log: Log;
  /** Factor of how long it is waited for; left out: what the environment says. */
  readonly patience?: number;
  /** Answers while the database does. */
  readonly behind: RequestListener;
}

export interface DatabaseGate {
  readonly listener: RequestListener;
  readonly close: () => Promise<void>;
}

/** How long the database may take to say that it is there. */
const ANSWER_MS = 2_000;
/** How long it is not asked again after it did not answer. That it did says nothing of the next request. */
const AWAY_MS = 500;
const RETRY_AFTER_SECONDS = '5';

/**
 * Before a request that needs the database is begun, asks whether it answers: where it is stopped or frozen, the request
 * gets 503 with Retry-After and the reason, within two seconds, and not a failed statement some time later. One question at a
 * time on a connection of its own, whoever waits for its answer.
 */
export function createDatabaseGate(options: DatabaseGateOptions): DatabaseGate {
  const { databaseUrl, log, patience, behind } = options;
  const database = openDatabase({
    url: databaseUrl,
    maxConnections: 1,
    applicationName: 'fairsplit-gate',
    connectTimeoutMs: ANSWER_MS,
    queryTimeoutMs: ANSWER_MS,
    ...(patience !== undefined && { patience }),
  });
  let isThere = true;
  let askedAtMs = -Infinity;
  let asking: Promise<boolean> | null = null;

  const ask = async () => {
    const was = isThere;
    try {
      await withDeadline(database.pool.query('select 1'), ANSWER_MS * database.patience, 'the database');
      isThere = true;
    } catch (error) {
      isThere = false;
      if (was) log.warn({ error }, 'the database does not answer: console and control plane say 503');
    }
    if (isThere && !was) log.info({}, 'the database answers again');
    askedAtMs = performance.now();
    asking = null;
    return isThere;
  };

  return {
    listener: (request, response) => {
      if (!isThere && performance.now() - askedAtMs < AWAY_MS) {
        unavailable(request, response);
        return;
      }
      asking ??= ask();
      void asking.then((answers) => {
        if (response.destroyed) return;
        if (answers) behind(request, response);
        else unavailable(request, response);
      });
    },
    close: () => database.close(),
  };
}

const DETAIL =
  'Fairsplit cannot reach its Postgres at the moment. Evaluation goes on; nothing that was acknowledged is lost. Try again in a few seconds.';

const PROBLEM = JSON.stringify({
  type: 'urn:fairsplit:problem:database-unavailable',
  title: 'Service Unavailable',
  status: 503,
  detail: DETAIL,
  code: 'DATABASE_UNAVAILABLE',
});

/** Of itself alone: whatever else a page is made of may be what is away. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The database is away · Fairsplit</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 20vh auto 0; padding: 0 1.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; }
</style>
</head>
<body>
<main>
<h1>The database is away</h1>
<p>${DETAIL}</p>
<p><a href="">Try again</a></p>
</main>
</body>
</html>
`;

function unavailable(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const isForPerson = (request.headers.accept ?? '').includes('text/html');
  const body = isForPerson ? PAGE : PROBLEM;
  response.writeHead(503, {
    'content-type': isForPerson ? 'text/html; charset=utf-8' : 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': RETRY_AFTER_SECONDS,
    ...(isForPerson
      ? { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'" }
      : {}),
    ...(request.complete ? {} : { connection: 'close' }),
  });
  response.end(body);
}
