import { startJobs } from '../../lib/jobs/start-jobs';

// A process of its own that takes jobs, so that a test can kill it. Prints one line when it does.

const [databaseUrl = ''] = process.argv.slice(2);
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
await startJobs({
  databaseUrl,
  log: silent,
  analysisIntervalMs: 3_600_000,
  expireInSeconds: 2,
  maintenanceIntervalSeconds: 1,
});
process.stdout.write('taking jobs\n');
