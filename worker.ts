import { provideDatabase } from './lib/database/provide';
import { settingsOrExit } from './lib/env';
import { startJobs } from './lib/jobs/start-jobs';
import { processLog, sendConsoleTo } from './lib/log';
import { stopOnSignal } from './lib/serving/stop-on-signal';

// The jobs alone, for installations that keep them away from the processes that answer requests.

// The secret opens the connections of sources.
const { analysisIntervalMs } = settingsOrExit({ signsIn: true });
const log = processLog();
sendConsoleTo(log);
const provided = await provideDatabase({ report: (line) => log.info({}, line) });
const jobs = await startJobs({ databaseUrl: provided.url, log, analysisIntervalMs });
process.stdout.write('Fairsplit takes its jobs here\n');

/** A job that is under way has 30 s of it; one that does not end is taken again elsewhere. */
const STOP_MS = 60_000;

stopOnSignal({
  log,
  limitMs: STOP_MS,
  stop: async () => {
    await jobs.stop();
    await provided.stop();
  },
});
