import PgBoss from 'pg-boss';
import { openDatabase } from '../database/client';
import type { Log } from '../log';
import { systemContext } from '../auth/context';
import { applyEveryRetention } from './apply-every-retention';
import { dropOldRejected } from './drop-old-rejected';
import { analyseQueuedRun, analyseRunQueue, queueDueRuns } from './analyse-due-runs';

const planQueue = 'queue-due-runs';
const retentionQueue = 'apply-retention';

export interface JobsOptions {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly log: Log;
  /** Age at which a running experiment's newest analysis is taken anew. */
  readonly analysisIntervalMs: number;
  readonly now?: () => Date;
  /** After this a job counts as lost with the process that took it, and is taken again. */
  readonly expireInSeconds?: number;
  /** How often lost jobs are looked for. */
  readonly maintenanceIntervalSeconds?: number;
}

export interface Jobs {
  /** Queues what is due now, without waiting for the schedule. */
  queueDue(): Promise<void>;
  /** Applies every workspace's retention now, without waiting for the night. */
  dropOldEvidence(): Promise<void>;
  /** Takes no more jobs, lets the one that is under way finish, and closes its connections. */
  stop(): Promise<void>;
}

/** Starts taking jobs in this process. Any number of processes may; each job is taken by one. */
export async function startJobs(options: JobsOptions): Promise<Jobs> {
  const { databaseUrl, log, analysisIntervalMs, now = () => new Date() } = options;
  const { expireInSeconds = 900, maintenanceIntervalSeconds = 60 } = options;
  const database = openDatabase({
    url: databaseUrl,
    maxConnections: 3,
    applicationName: 'fairsplit-jobs',
    onConnectionLost: (error) => log.warn({ error }, 'a database connection was lost'),
  });
  const ctx = systemContext(database, now);
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: 'jobs',
    max: 2,
    application_name: 'fairsplit-queue',
    maintenanceIntervalSeconds,
    expireInSeconds,
    retryLimit: 3,
    retryBackoff: true,
  });
  boss.on('error', (error) => log.error({ error }, 'the job queue reports an error'));
  await boss.start();
  // One waiting and one under way for each run, however often it falls due.
  await boss.createQueue(analyseRunQueue, { name: analyseRunQueue, policy: 'stately' });
  await boss.createQueue(planQueue, { name: planQueue, policy: 'singleton' });
  const queueDue = () => queueDueRuns(boss, ctx, analysisIntervalMs);
  await boss.work(planQueue, { pollingIntervalSeconds: 5 }, queueDue);
  await boss.work<object>(analyseRunQueue, { pollingIntervalSeconds: 2, batchSize: 1 }, async (jobs) => {
    for (const { data } of jobs) await analyseQueuedRun(ctx, log, { data, intervalMs: analysisIntervalMs });
  });
  await boss.schedule(planQueue, '*/5 * * * *');
  await boss.createQueue(retentionQueue, { name: retentionQueue, policy: 'singleton' });
  const dropOldEvidence = () => dropOld({ database, now }, log);
  await boss.work(retentionQueue, { pollingIntervalSeconds: 30 }, dropOldEvidence);
  await boss.schedule(retentionQueue, '20 3 * * *');
  return {
    queueDue,
    dropOldEvidence,
    stop: async () => {
      await boss.stop({ graceful: true, wait: true, timeout: 30_000 });
      await database.close();
    },
  };
}

async function dropOld(context: Parameters<typeof applyEveryRetention>[0], log: Log): Promise<void> {
  const failures: unknown[] = [];
  const refused = await dropOldRejected(context);
  if (refused > 0) log.info({ refused }, 'old refused items were dropped');
  for (const result of await applyEveryRetention(context)) {
    const { workspace } = result;
    if ('failure' in result) {
      log.error({ workspace, err: result.failure }, 'retention could not be applied');
      failures.push(result.failure);
    } else {
      const { droppedMonths, deleted } = result;
      log.info({ workspace, droppedMonths, deleted }, 'retention was applied');
    }
  }
  // The job counts as failed, so that it is tried again: what was applied has nothing left to do.
  if (failures.length > 0)
    throw new AggregateError(failures, `Retention failed in ${failures.length} workspaces.`);
}
