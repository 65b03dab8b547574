import { provideDatabase } from './lib/database/provide';
import { env } from './lib/env';
import { startJobs } from './lib/jobs/start-jobs';
import { processLog } from './lib/log';

// The jobs alone, for installations that keep them away from the processes that answer requests.

const log = processLog();
const provided = await provideDatabase({ report: (line) => log.info({}, line) });
const { analysisIntervalMs } = env();
const jobs = await startJobs({ databaseUrl: provided.url, log, analysisIntervalMs });
process.stdout.write('Fairsplit takes its jobs here\n');

let isStopping = false;

/** Lets the job that is under way finish; a second signal ends at once, and the job is taken again elsewhere. */
async function stop(signal: NodeJS.Signals): Promise<void> {
  if (isStopping) process.exit(1);
  isStopping = true;
  log.info({ signal }, 'stopping');
  await jobs.stop();
  await provided.stop();
  process.exit(0);
}

process.on('SIGTERM', (signal) => void stop(signal));
process.on('SIGINT', (signal) => void stop(signal));
