import { z } from 'zod';
import type { RunVariant } from '../../analysis/run-configuration';
import { reachOf } from '../../assignment/reach';
import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise, mayTouch } from '../authorise';
import type { Context } from '../context';
import { servedEnvironmentField } from '../input-fields';
import { invalidInput, parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';
import { toExperimentView, type ExperimentView, type StoredExperiment } from './experiment-view';
import { findExperiment, lockExperiment } from './find-experiment';
import { parseRunConfiguration } from './run-configuration-schema';
import { announceConfiguration } from './run-life';
import { activeRun, isActive } from './runs-within-reach';
import { exactWeights, weightSumProblem } from './weights';

/** The fields alone: what is asked of them together cannot be taken over with a part of them. */
export const rampExperimentFields = z.strictObject({
  key: z.string(),
  version: z.int().optional(),
  environment: servedEnvironmentField,
  coverage: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Share of the eligible units that takes part from now on; not less than so far.'),
  weights: z
    .record(z.string(), z.number().min(0).max(1))
    .optional()
    .describe('Weights by variant key, all of them, that the shares of those who take part approach.'),
});

const rampInput = rampExperimentFields.refine(
  ({ coverage, weights }) => coverage !== undefined || weights !== undefined,
  {
    error: 'Say what changes: "coverage", "weights" or both.',
  },
);

/**
 * Changes how many units take part in the active run without starting anew: nobody goes from one variant to another.
 * More coverage only adds units. Other weights let units of the variants that shrink leave (docs/decisions/0010), and from
 * then on the split is not that of the start, so the sample-ratio test cannot say. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError, ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS, COVERAGE_ONLY_GROWS, NEEDS_NEW_RUN).
 */
export async function rampExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version, environment, coverage, weights } = parseInput(rampInput, input);
  return inTransaction(ctx.database, async (transaction) => {
    const experiment = await lockExperiment(transaction, ctx, key, version);
    const run = await activeRun(transaction, ctx, experiment, environment);
    const configuration = parseRunConfiguration(run.configuration);
    const before = run.coverage ?? configuration.coverage;
    if (coverage !== undefined && coverage < before) {
      throw new ConflictError(
        'COVERAGE_ONLY_GROWS',
        `The coverage is ${String(before)}: within a run it only grows, so that whoever takes part stays in. Stop the run, or stop its intake.`,
      );
    }
    const wanted = weights === undefined ? null : weightsFor(configuration.variants, weights);
    const reach = wanted === null ? null : reachesFor(configuration.variants, wanted);
    await transaction.run.update({
      where: { id: run.id },
      data: {
        ...(coverage === undefined ? {} : { coverage }),
        ...(reach === null ? {} : { reach: [...reach], reweightedAt: ctx.now() }),
      },
    });
    const isAlone = experiment.runs.every(
      (other) => mayTouch(ctx, other.environmentId) && (other.id === run.id || !isActive(other)),
    );
    await keepDesign(transaction, experiment, isAlone ? { coverage, weights: wanted ?? undefined } : {});
    await announceConfiguration(transaction, run.environmentId);
    await recordAudit(transaction, ctx, {
      action: 'experiment.ramp',
      subject: `experiment:${key}`,
      detail: { run: run.number, environment: run.environment.key, coverage, weights },
    });
    return toExperimentView(await findExperiment(transaction, ctx, key));
  });
}

/** The weights that are asked for, one for each variant, summing to 1. Throws InvalidInputError. */
function weightsFor(
  variants: readonly RunVariant[],
  weights: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const keys = new Set(variants.map(({ key }) => key));
  const unknown = Object.keys(weights).find((key) => !keys.has(key));
  const missing = variants.find(({ key }) => !Object.hasOwn(weights, key));
  const refuse = (detail: string) => invalidInput([{ pointer: '/weights', detail }]);
  if (unknown !== undefined) throw refuse(`There is no variant "${unknown}".`);
  if (missing !== undefined)
    throw refuse(`The variant "${missing.key}" has no weight here; name all of them.`);
  const wanted = variants.map(({ key }) => weights[key] ?? 0);
  const problem = weightSumProblem(wanted);
  if (problem !== null) throw refuse(problem);
  const exact = exactWeights(wanted);
  return Object.fromEntries(variants.map(({ key }, index) => [key, exact[index] ?? 0]));
}

function reachesFor(
  variants: readonly RunVariant[],
  weights: Readonly<Record<string, number>>,
): readonly number[] {
  const reach = reachOf(
    variants.map(({ weight }) => weight),
    variants.map(({ key }) => weights[key] ?? 0),
  );
  if (reach !== null) return reach;
  throw new ConflictError(
    'NEEDS_NEW_RUN',
    'A variant that began with the weight 0 has no units of its own in this run; it needs a new one.',
  );
}

/**
 * The experiment's set-up says what is in force, so that a later edit changes what it means to change. Not while
 * it runs in another environment too: what is in force there is not that. Nor by a key of one environment where the experiment
 * has run in another: that is not for it to set up.
 */
async function keepDesign(
  transaction: Transaction,
  { id, variants }: StoredExperiment,
  {
    coverage,
    weights = {},
  }: {
    readonly coverage?: number | undefined;
    readonly weights?: Readonly<Record<string, number>> | undefined;
  },
): Promise<void> {
  for (const variant of variants) {
    const weight = weights[variant.key];
    if (weight !== undefined)
      await transaction.variant.update({ where: { id: variant.id }, data: { weight } });
  }
  await transaction.experiment.update({
    where: { id },
    data: { ...(coverage === undefined ? {} : { coverage }), version: { increment: 1 } },
  });
}
