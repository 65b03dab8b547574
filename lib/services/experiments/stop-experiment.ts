import { z } from 'zod';
import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise } from '../authorise';
import type { Context } from '../context';
import { servedEnvironmentField } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView, type StoredExperiment } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { settleStatus } from './experiment-status';
import { announceConfiguration, endRun } from './run-life';
import { activeRun, isActive, isServed, notRunning, runToChange, runWithinReach } from './runs-within-reach';

export const stopExperimentInput = z.strictObject({
  key: z.string(),
  version: z.int().optional(),
  environment: servedEnvironmentField,
  keepAssigned: z
    .boolean()
    .default(false)
    .describe('Stops the intake alone: nobody joins, and units that were exposed keep their variant.'),
});

/**
 * Ends the run of an environment, or takes back what was shipped there: from now on every unit gets the code's default there. What
 * other environments serve goes on. With `keepAssigned` the run
 * goes on for those who are in it. What was recorded stays, and events of exposed units still count within their window.
 * Throws NotFoundError, ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS, INTAKE_CLOSED,
 * ARCHIVED).
 */
export async function stopExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version, environment, keepAssigned } = parseInput(stopExperimentInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    const act = keepAssigned ? closeIntake : stop;
    const { action, run } = await act(transaction, ctx, experiment, environment);
    await recordAudit(transaction, ctx, {
      action,
      subject: `experiment:${key}`,
      detail: { run: run.number, environment: run.environment.key },
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}

async function stop(
  transaction: Transaction,
  ctx: Context,
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
  return { action: 'experiment.stop', run };
}

async function closeIntake(
  transaction: Transaction,
  ctx: Context,
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
  return { action: 'experiment.close-intake', run };
}
