import { z } from 'zod';
import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { environmentField } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView, type StoredExperiment } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { enterRecordedRun, recordedSchema } from './recorded-run';
import { settleStatus } from './experiment-status';
import { announceConfiguration, beginRun } from './run-life';
import { isActive } from './runs-within-reach';

export const startExperimentInput = z.strictObject({
  key: z.string(),
  environment: environmentField,
  version: z.int().optional(),
  recorded: recordedSchema
    .optional()
    .describe(
      'Of an experiment that was carried out elsewhere: the run has this start and end, and is never served.',
    ),
});

/**
 * Freezes the experiment's configuration into a new run and serves it, whatever runs in other environments; a recorded one has
 * ended and is not served. Throws NotFoundError, VersionMismatchError and ConflictError (ALREADY_RUNNING, ARCHIVED, ALREADY_STARTED, BEFORE_RETENTION,
 * LAYER_FULL, LAYER_UNIT_TYPE, PREREQUISITE_UNIT_TYPE); of two parallel starts, one wins and the other is told.
 */
export async function startExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, environment: environmentKey, version, recorded } = parseInput(startExperimentInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    const environment = await findEnvironment(transaction, ctx, environmentKey);
    if (experiment.runs.some((run) => isActive(run) && run.environmentId === environment.id)) {
      throw new ConflictError('ALREADY_RUNNING', `"${key}" is already running in "${environment.key}".`);
    }
    if (experiment.status === 'ARCHIVED') {
      throw new ConflictError('ARCHIVED', `"${key}" is archived; copy it to run it again.`);
    }
    const run =
      recorded === undefined
        ? await beginServedRun(transaction, ctx, experiment, environment.id)
        : await enterRecordedRun(transaction, ctx, experiment, environment.id, recorded);
    await recordAudit(transaction, ctx, {
      action: recorded === undefined ? 'experiment.start' : 'experiment.record',
      subject: `experiment:${key}`,
      detail: { run: run.number, environment: environment.key },
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}

async function beginServedRun(
  transaction: Transaction,
  ctx: Context,
  experiment: StoredExperiment,
  environmentId: number,
): Promise<{ readonly number: number }> {
  const run = await beginRun(transaction, ctx, experiment, environmentId);
  await settleStatus(transaction, experiment.id);
  await announceConfiguration(transaction, environmentId);
  return run;
}
