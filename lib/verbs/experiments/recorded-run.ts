import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';
import { monthsBefore } from '../data/apply-retention';
import { invalidInput } from '../parse-input';
import { toStoredJson } from '../stored-json';
import { instantSchema } from '../../model/eligibility';
import { settleStatus } from './experiment-status';
import type { StoredExperiment } from './experiment-view';
import { firstAllocation, runConfigurationOf } from './run-life';
import { freezeSources } from './run-sources';

const instant = instantSchema.unwrap();

/** Start and end of an experiment that was carried out elsewhere. */
export const recordedSchema = z
  .strictObject({
    startedAt: instant.describe('Start: exposures from this instant on belong to the run.'),
    endedAt: instant.describe('End: exposures before this instant belong to the run.'),
  })
  .meta({
    id: 'Recorded',
    description: 'Start and end of an experiment that was carried out elsewhere.',
  });

type Recorded = z.output<typeof recordedSchema>;

/**
 * Enters a run that was carried out elsewhere, as ended: no unit is ever assigned by it, so it takes no place in layers, is
 * kept from no holdout, and changes nothing of what is served. Throws InvalidInputError and ConflictError
 * (ALREADY_STARTED, BEFORE_RETENTION).
 */
export async function enterRecordedRun(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environmentId: number,
  { startedAt, endedAt }: Recorded,
): Promise<{ readonly number: number }> {
  const now = ctx.now();
  if (startedAt.getUTCFullYear() < EARLIEST_YEAR) {
    throw invalidInput([
      { pointer: '/recorded/startedAt', detail: `Items are taken from the year ${EARLIEST_YEAR} on.` },
    ]);
  }
  if (startedAt >= endedAt) {
    throw invalidInput([{ pointer: '/recorded/endedAt', detail: 'A run ends after its start.' }]);
  }
  if (endedAt > now) {
    throw invalidInput([
      { pointer: '/recorded/endedAt', detail: 'What is recorded has ended: this lies in the future.' },
    ]);
  }
  if ((await transaction.run.count({ where: { experimentId: experiment.id } })) > 0) {
    throw new ConflictError(
      'ALREADY_STARTED',
      `"${experiment.key}" has run here already; enter what was recorded elsewhere as an experiment of its own.`,
    );
  }
  await refuseUnkept(transaction, environmentId, { startedAt, endedAt }, now);
  const configuration = runConfigurationOf(experiment);
  const sources = await freezeSources(transaction, ctx, configuration.metrics);
  const run = await transaction.run.create({
    data: {
      experimentId: experiment.id,
      environmentId,
      number: 1,
      salt: randomUUID(),
      configuration: toStoredJson({ ...configuration, ...sources }),
      startedAt,
      endedAt,
      recordedAt: now,
      allocations: { create: firstAllocation(configuration, startedAt, ctx) },
    },
    select: { number: true },
  });
  await settleStatus(transaction, experiment.id);
  return run;
}

const EARLIEST_YEAR = 2000;

/** What retention has dropped is not taken again, and what it would drop tonight is better not sent. */
async function refuseUnkept(
  transaction: Transaction,
  environmentId: number,
  { startedAt, endedAt }: Recorded,
  now: Date,
): Promise<void> {
  const { retainedFrom, workspace } = await transaction.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { retainedFrom: true, workspace: { select: { retentionMonths: true } } },
  });
  const { retentionMonths } = workspace;
  const isDropped = retainedFrom !== null && startedAt < retainedFrom;
  if (!isDropped && (retentionMonths === null || endedAt >= monthsBefore(now, retentionMonths))) return;
  throw new ConflictError(
    'BEFORE_RETENTION',
    isDropped
      ? `What is older than ${retainedFrom.toISOString()} was dropped here and is not taken any more.`
      : `The workspace keeps ${String(retentionMonths)} months: what was recorded would be dropped tonight. Raise retentionMonths first.`,
  );
}
