import { z } from 'zod';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { findEnvironment } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import { environmentField } from '../input-fields';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import { experimentToStartRow, findExperiment } from './find-experiment';
import { enterRecordedRun, recordedSchema } from './recorded-run';
import { settleStatus } from './experiment-status';
import { announceConfiguration, beginRun } from './run-life';
import { isActive } from './runs-within-reach';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

export const startExperimentInput = z.strictObject({
  key: z.string(),
  environment: environmentField,
  version: z.int().optional(),
  recorded: recordedSchema
    .optional()
    .describe(
      'For an experiment that was carried out elsewhere: the run has this start and end, and is never served.',
    ),
});

/**
 * Freezes the experiment's configuration into a new run and serves it, whatever runs in other environments; a recorded one has
 * ended and is not served. Throws NotFoundError, VersionMismatchError and ConflictError (ALREADY_RUNNING, ARCHIVED, ALREADY_STARTED, BEFORE_RETENTION,
 * END_HAS_PASSED, LAYER_FULL, LAYER_UNIT_TYPE, PREREQUISITE_UNIT_TYPE); of two parallel starts, one wins and the other is told.
 */
export const startExperiment = defineVerb({
  name: 'startExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: startExperimentInput,
  output: experimentSchema,
  door: { summary: 'Start a run in an environment', ifMatch: 'optional' },
  records: ['experiment.start', 'experiment.record'],
  edits: experimentToStartRow,
  change: async ({
    ctx,
    input: { key, environment: environmentKey, recorded },
    stored: experiment,
    transaction,
  }) => {
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
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: {
        action: recorded === undefined ? 'experiment.start' : 'experiment.record',
        subject: `experiment:${key}`,
        detail: { run: run.number, environment: environment.key },
      },
    };
  },
});

async function beginServedRun(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environmentId: number,
): Promise<{ readonly number: number }> {
  const run = await beginRun(transaction, ctx, experiment, environmentId);
  await settleStatus(transaction, experiment.id);
  await announceConfiguration(transaction, environmentId);
  return run;
}
