import { z } from 'zod';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';
import { servedEnvironmentField } from '../input-fields';
import { invalidInput } from '../parse-input';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import { experimentRunsRow, findExperiment } from './find-experiment';
import { parseRunConfiguration } from '../../model/run-configuration';
import { settleStatus } from './experiment-status';
import { announceConfiguration, endRun } from './run-life';
import { isActive, runToChange, runWithinReach, type StoredRun } from './runs-within-reach';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

export const shipExperimentInput = z.strictObject({
  key: z.string(),
  version: z.int().optional(),
  environment: servedEnvironmentField,
  variant: z.string().describe('Key of the variant that every unit gets.'),
});

/**
 * Ends the latest run of an environment and gives everybody there the variant; other environments go on. Units of a holdout that has not
 * been released still get the code's default. Stopping takes it back. What is shipped already stays as it is. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError, ConflictError (NEVER_STARTED, SEVERAL_ENVIRONMENTS, ARCHIVED, RECORDED).
 */
export const shipExperiment = defineVerb({
  name: 'shipExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: shipExperimentInput,
  output: experimentSchema,
  door: {
    summary: 'End the run of an environment and serve one variant to every unit there',
    ifMatch: 'optional',
  },
  records: ['experiment.ship'],
  edits: experimentRunsRow,
  change: async ({ ctx, input: { key, environment, variant }, stored: experiment, transaction }) => {
    const run = await runToShip(transaction, ctx, experiment, { environment, variant });
    const isChange = isActive(run) || run.shippedVariant !== variant;
    if (isChange) await ship(transaction, ctx, experiment, run, variant);
    const detail = { run: run.number, environment: run.environment.key, variant };
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: isChange ? { subject: `experiment:${key}`, detail } : null,
    };
  },
});

async function runToShip(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  { environment, variant }: { readonly environment: string | undefined; readonly variant: string },
): Promise<StoredRun> {
  const { key, status } = experiment;
  await runWithinReach(transaction, ctx, experiment);
  if (status === 'ARCHIVED') throw new ConflictError('ARCHIVED', `"${key}" is archived.`);
  const run = await runToChange(transaction, ctx, experiment, environment);
  if (run === undefined) {
    const where = environment === undefined ? '' : ` in "${environment}"`;
    throw new ConflictError(
      'NEVER_STARTED',
      `"${key}" never ran${where}: there is no variant that anybody met.`,
    );
  }
  if (run.recordedAt !== null) {
    throw new ConflictError(
      'RECORDED',
      `"${key}" was carried out elsewhere: its units were never assigned here. Start a run of it to ship a variant.`,
    );
  }
  const { variants } = parseRunConfiguration(run.configuration);
  if (variants.some((one) => one.key === variant)) return run;
  const known = variants.map((one) => `"${one.key}"`).join(', ');
  const detail = `"${variant}" is none of the run's variants: ${known}.`;
  throw invalidInput([{ pointer: '/variant', detail }]);
}

async function ship(
  transaction: Transaction,
  ctx: Caller,
  { id }: StoredExperiment,
  run: StoredRun,
  variant: string,
): Promise<void> {
  if (isActive(run)) await endRun(transaction, ctx, run);
  await transaction.run.updateMany({
    where: { experimentId: id, environmentId: run.environmentId, id: { not: run.id } },
    data: { shippedVariant: null },
  });
  await transaction.run.update({ where: { id: run.id }, data: { shippedVariant: variant } });
  await settleStatus(transaction, id);
  await announceConfiguration(transaction, run.environmentId);
}
