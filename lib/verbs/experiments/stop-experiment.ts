import { z } from 'zod';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';
import { servedEnvironmentField } from '../input-fields';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import { experimentRunsRow, findExperiment } from './find-experiment';
import { settleStatus } from './experiment-status';
import { announceConfiguration, endRun } from './run-life';
import { activeRun, isActive, isServed, notRunning, runToChange, runWithinReach } from './runs-within-reach';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

export const stopExperimentInput = z.strictObject({
  key: z.string(),
  version: z.int().optional(),
  environment: servedEnvironmentField,
  keepAssigned: z
    .boolean()
    .default(false)
    .describe('Only stops enrolment: no unit joins, and exposed units keep their variant.'),
});

/**
 * Ends the run of an environment, or takes back what was shipped there: from now on every unit gets the code's default there. What
 * other environments serve goes on. With `keepAssigned` the run
 * goes on for those who are in it. What was recorded stays, and events of exposed units still count within the window of their metric; of one without a length, none after the end.
 * Throws NotFoundError, ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS, INTAKE_CLOSED,
 * ARCHIVED).
 */
export const stopExperiment = defineVerb({
  name: 'stopExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: stopExperimentInput,
  output: experimentSchema,
  door: {
    summary: 'Stop the active run of an environment; with "keepAssigned": true only its enrolment',
    ifMatch: 'optional',
  },
  records: ['experiment.stop', 'experiment.close-intake'],
  edits: experimentRunsRow,
  change: async ({ ctx, input: { key, environment, keepAssigned }, stored: experiment, transaction }) => {
    const act = keepAssigned ? closeIntake : stop;
    const { action, run } = await act(transaction, ctx, experiment, environment);
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: {
        action,
        subject: `experiment:${key}`,
        detail: { run: run.number, environment: run.environment.key },
      },
    };
  },
});

async function stop(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environment: string | undefined,
) {
  await runWithinReach(transaction, ctx, experiment);
  if (experiment.status === 'ARCHIVED') {
    throw new ConflictError('ARCHIVED', `"${experiment.key}" is archived; unarchive it first, then stop it.`);
  }
  const run = await runToChange(transaction, ctx, experiment, environment, isServed);
  if (run === undefined) throw notRunning(experiment, environment);
  if (isActive(run)) await endRun(transaction, ctx, run);
  else await transaction.run.update({ where: { id: run.id }, data: { shippedVariant: null } });
  await settleStatus(transaction, experiment.id);
  await announceConfiguration(transaction, run.environmentId);
  return { action: 'experiment.stop', run } as const;
}

async function closeIntake(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environment: string | undefined,
) {
  const run = await activeRun(transaction, ctx, experiment, environment);
  if (run.intakeClosedAt !== null) {
    throw new ConflictError('INTAKE_CLOSED', `Nobody joins "${experiment.key}" any more already.`);
  }
  await transaction.run.update({ where: { id: run.id }, data: { intakeClosedAt: ctx.now() } });
  await transaction.experiment.update({
    where: { id: experiment.id },
    data: { version: { increment: 1 } },
  });
  await announceConfiguration(transaction, run.environmentId);
  return { action: 'experiment.close-intake', run } as const;
}
