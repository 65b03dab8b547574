import { setUpAddress } from './lib/auth/set-up-token';
import { provideDatabase, type ProvidedDatabase } from './lib/database/provide';
import { provideWhenBack } from './lib/database/provide-when-back';
import { settingsOrExit } from './lib/env';
import { prepareConsole, type Console } from './lib/console/console-listener';
import { createControlPlane } from './lib/api/control-plane';
import { createDatabaseGate, type DatabaseGate } from './lib/console/database-gate';
import { frontDoor } from './lib/console/front-door';
import { createLaterListener } from './lib/console/later-listener';
import { controlPlaneLimits, controlPlaneOptions } from './lib/api/control-plane-options';
import { shareDataPlane } from './lib/serving/process-data-plane';
import { keepAuditHeads } from './lib/jobs/keep-audit-heads';
import { startJobs, type Jobs } from './lib/jobs/start-jobs';
import { processLog, sendConsoleTo } from './lib/log';
import { processBoundedEntries } from './lib/verbs/audit/process-bounded-entries';
import { hasAccount } from './lib/verbs/members/set-up-workspace';
import { nodeListener } from './lib/protocol/node-listener';
import { withDeadline } from './lib/serving/deadline';
import { removeServerFile, writeServerFile } from './lib/serving/server-file';
import { answerHeaders, servingSettings } from './lib/serving/settings';
import { createSnapshotFile } from './lib/serving/snapshot-file';
import { startServer } from './lib/serving/start-server';
import { stopOnSignal } from './lib/serving/stop-on-signal';

// One process: the data plane answers first, then the control plane, and Next the rest. `--dev` compiles pages as they are asked for.
// Where Postgres is away and the last good configuration is on disk, the data plane answers alone until Postgres is back.

const settings = settingsOrExit({ signsIn: true });
const {
  databaseUrl,
  host,
  port,
  dataDirectory,
  mode,
  drainMs,
  analysisIntervalMs,
  patience,
  jobs: takesJobs,
} = settings;
const isDevelopment = process.argv.includes('--dev');
const log = processLog();
// What Next prints while it compiles pages is for a person.
if (!isDevelopment) sendConsoleTo(log);

/** A Postgres that is there mostly answers within this, and then a start from disk begins up to date as well. */
const PROMPT_MS = 2_000;

const provide = () => provideDatabase({ report: (line) => log.info({}, line) });
const kept = databaseUrl === undefined ? null : await createSnapshotFile(dataDirectory, log).read();
const first = provide();
const providing = kept === null ? first : first.catch(() => provideWhenBack(provide, log));
const url = databaseUrl === undefined || kept === null ? (await first).url : databaseUrl;
await withDeadline(first, PROMPT_MS * patience, 'the database').catch(() => undefined);

const behind = createLaterListener();
const server = await startServer({
  databaseUrl: url,
  log,
  host,
  port,
  dataDirectory,
  drainMs,
  ...servingSettings(),
  fallback: () => behind.listener,
});
// Where lib/auth/process-database looks first, so that the pages use these connections.
globalThis.fairsplitDatabase = server.database;
shareDataPlane(server.dataPlane);

let provided: ProvidedDatabase | null = null;
let pages: Console | null = null;
let jobs: Jobs | null = null;
let gate: DatabaseGate | null = null;
let stopKeepingHeads: (() => Promise<void>) | null = null;

/** A job that is under way has 30 s of it. */
const STOP_MS = 60_000;

// Stops taking requests, and stores what waits.
stopOnSignal({
  log,
  limitMs: drainMs + STOP_MS,
  stop: async () => {
    await removeServerFile(dataDirectory);
    await jobs?.stop();
    await processBoundedEntries().flush();
    await stopKeepingHeads?.();
    await server.close();
    await pages?.close();
    await gate?.close();
    await provided?.stop();
  },
});

// Next decides by NODE_ENV which React it loads; a server that was built is one for production.
if (!isDevelopment && mode !== 'production') log.warn({ mode }, 'NODE_ENV is not "production"');
pages = await prepareConsole({
  isDevelopment,
  directory: import.meta.dirname,
  host,
  port,
  httpServer: server.httpServer,
});
provided = await providing;
const { publicUrl, trustedProxies } = settings;
const { database } = server;
const controlPlane = createControlPlane(
  controlPlaneOptions(database, log, {
    limits: controlPlaneLimits(),
    trustedProxies,
    ingestion: server.dataPlane.ingestion,
    refusals: processBoundedEntries(),
  }),
);
gate = createDatabaseGate({
  databaseUrl: url,
  log,
  behind: nodeListener(controlPlane, pages.listener),
});
behind.become(frontDoor({ behind: gate.listener, trustedProxies, headers: answerHeaders(publicUrl) }));
stopKeepingHeads = keepAuditHeads({ database, log, dataDirectory });
if (takesJobs === 'on') jobs = await startJobs({ databaseUrl: url, log, analysisIntervalMs });
await writeServerFile(dataDirectory, { url: server.url, pid: process.pid });
process.stdout.write(`Fairsplit is ready at ${server.url}\n`);
if (!(await hasAccount(database))) {
  const address = setUpAddress(publicUrl ?? server.url);
  process.stdout.write(`Nobody has an account yet. Make the first one, the owner's, at ${address}\n`);
}
