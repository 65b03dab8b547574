import { z } from 'zod';
import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise, mayTouch } from '../authorise';
import type { Context } from '../context';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView, type StoredExperiment } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { announceConfiguration, endRun } from './run-life';
import { isActive, runWithinReach, type StoredRun } from './runs-within-reach';

export const stopExperimentInput = z.strictObject({
  key: z.string(),
  version: z.int().optional(),
  keepAssigned: z
    .boolean()
    .default(false)
    .describe('Stops the intake alone: nobody joins, and units that were exposed keep their variant.'),
});

/**
 * Ends the run, or takes back what was shipped: from now on every unit gets the code's default. With `keepAssigned` the run
 * goes on for those who are in it. What was recorded stays, and events of exposed units still count within their window.
 * Throws NotFoundError, ConflictError (NOT_RUNNING, INTAKE_CLOSED, ARCHIVED).
 */
export async function stopExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version, keepAssigned } = parseInput(stopExperimentInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    const { action, run } = keepAssigned
      ? await closeIntake(transaction, ctx, experiment)
      : await stop(transaction, ctx, experiment);
    await recordAudit(transaction, ctx, { action, subject: `experiment:${key}`, detail: { run } });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}

async function stop(transaction: Transaction, ctx: Context, experiment: StoredExperiment) {
  const active = await runWithinReach(transaction, ctx, experiment, isActive);
  await runWithinReach(transaction, ctx, experiment);
  if (experiment.status === 'ARCHIVED') {
    throw new ConflictError('ARCHIVED', `"${experiment.key}" is archived; unarchive it first, then stop it.`);
  }
  const ended = active === undefined ? null : await endRun(transaction, ctx, active);
  const run = ended?.number ?? (await takeBackShipped(transaction, ctx, experiment));
  if (run === null) throw new ConflictError('NOT_RUNNING', `"${experiment.key}" is not running.`);
  await transaction.experiment.update({
    where: { id: experiment.id },
    data: { status: 'STOPPED', version: { increment: 1 } },
  });
  if (ended !== null) await announceConfiguration(transaction, ended.environmentId);
  return { action: 'experiment.stop', run };
}

/** Number of the run whose variant was shipped; null where nothing was. */
async function takeBackShipped(
  transaction: Transaction,
  ctx: Context,
  experiment: StoredExperiment,
): Promise<number | null> {
  const isShipped = ({ shippedVariant }: StoredRun) => shippedVariant !== null;
  await runWithinReach(transaction, ctx, experiment, isShipped);
  const shipped = experiment.runs.filter((run) => isShipped(run) && mayTouch(ctx, run.environmentId));
  for (const { id, environmentId } of shipped) {
    await transaction.run.update({ where: { id }, data: { shippedVariant: null } });
    await announceConfiguration(transaction, environmentId);
  }
  return shipped[0]?.number ?? null;
}

async function closeIntake(transaction: Transaction, ctx: Context, experiment: StoredExperiment) {
  const active = await runWithinReach(transaction, ctx, experiment, isActive);
  if (active === undefined) throw new ConflictError('NOT_RUNNING', `"${experiment.key}" is not running.`);
  if (active.intakeClosedAt !== null) {
    throw new ConflictError('INTAKE_CLOSED', `Nobody joins "${experiment.key}" any more already.`);
  }
  await transaction.run.update({ where: { id: active.id }, data: { intakeClosedAt: ctx.now() } });
  await transaction.experiment.update({
    where: { id: experiment.id },
    data: { version: { increment: 1 } },
  });
  await announceConfiguration(transaction, active.environmentId);
  return { action: 'experiment.close-intake', run: active.number };
}
