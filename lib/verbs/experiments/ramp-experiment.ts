import { z } from 'zod';
import { currentAllocation, isSameReach, type RunAllocation } from '../../analysis/run-allocation';
import { type RunVariant, parseRunConfiguration } from '../../model/run-configuration';
import { reachOf } from '../../assignment/reach';
import type { Transaction } from '../../database/client';
import { changedMembers } from '../audit/changed-members';
import { ConflictError } from '../../errors';
import { storedActor, type Caller } from '../../auth/context';
import { servedEnvironmentField } from '../input-fields';
import { invalidInput } from '../parse-input';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import { experimentRunsRow, findExperiment, mayChange } from './find-experiment';
import { announceConfiguration } from './run-life';
import { activeRun, isActive, type StoredRun } from './runs-within-reach';
import { exactWeights, weightSumProblem } from '../../model/weights';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';
import { ownMember } from '../../model/own-member';

const rampInput = z
  .strictObject({
    key: z.string(),
    version: z.int().optional(),
    environment: servedEnvironmentField,
    coverage: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Share of the eligible units that takes part from now on; not less than before.'),
    weights: z
      .record(z.string(), z.number().min(0).max(1))
      .optional()
      .describe(
        'Target weights of all variants, by key. Nobody gets another variant. Of a variant that shrinks, units leave, those exposed included; in a sticky experiment exposed units keep theirs.',
      ),
  })
  .refine(
    ({ coverage, weights }) => coverage !== undefined || weights !== undefined,
    'Say what changes: "coverage", "weights" or both.',
  )
  .meta({ minProperties: 1 });

/**
 * Changes how many units take part in the active run without starting anew: nobody goes from one variant to another.
 * More coverage only adds units. Other weights let units of the variants that shrink leave (docs/decisions/0010), and from
 * then on a period of other weights begins, with a sample ratio of its own (docs/decisions/0046). What is in force already stays as it is. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError, ConflictError (NOT_RUNNING, SEVERAL_ENVIRONMENTS, COVERAGE_ONLY_GROWS, NEEDS_NEW_RUN).
 */
export const rampExperiment = defineVerb({
  name: 'rampExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: rampInput,
  output: experimentSchema,
  door: {
    summary: 'Raise the traffic allocation of the active run, or change its weights',
    ifMatch: 'optional',
  },
  records: ['experiment.ramp'],
  edits: experimentRunsRow,
  change: async ({
    ctx,
    input: { key, environment, coverage, weights },
    stored: experiment,
    transaction,
  }) => {
    const run = await activeRun(transaction, ctx, experiment, environment);
    const configuration = parseRunConfiguration(run.configuration);
    const before = currentAllocation(run.allocations);
    if (coverage !== undefined && coverage < before.coverage) {
      throw new ConflictError(
        'COVERAGE_ONLY_GROWS',
        `The coverage is ${String(before.coverage)}: within a run it only grows, so that whoever takes part stays in. Stop the run, or stop its intake.`,
      );
    }
    const wanted = weights === undefined ? null : weightsFor(configuration.variants, weights);
    const reach = wanted === null ? before.reach : reachesFor(configuration.variants, wanted);
    const now = { coverage: coverage ?? before.coverage, reach };
    const isRamped = now.coverage !== before.coverage || !isSameReach(now.reach, before.reach);
    if (isRamped) await allocate(transaction, ctx, run, now);
    const isAlone =
      mayChange(ctx, experiment) && experiment.runs.every((other) => other.id === run.id || !isActive(other));
    const design = isAlone ? designToKeep(experiment, coverage, wanted ?? {}) : null;
    const isChange = isRamped || design !== null;
    if (isChange) await keepDesign(transaction, experiment, design ?? { weights: {} });
    const detail = {
      ...{ run: run.number, environment: run.environment.key, weights },
      ...changedMembers({ coverage: before.coverage }, { coverage: now.coverage }),
    };
    return {
      result: toExperimentView(await findExperiment(transaction, ctx, key)),
      audit: isChange ? { subject: `experiment:${key}`, detail } : null,
    };
  },
});

/** From now on, these units take part. */
async function allocate(
  transaction: Transaction,
  ctx: Caller,
  run: StoredRun,
  { coverage, reach }: Pick<RunAllocation, 'coverage' | 'reach'>,
): Promise<void> {
  const before = currentAllocation(run.allocations);
  await transaction.runAllocation.create({
    data: {
      runId: run.id,
      number: before.number + 1,
      effectiveFrom: new Date(Math.max(ctx.now().getTime(), before.effectiveFrom.getTime())),
      coverage,
      reach: [...reach],
      setBy: storedActor(ctx),
    },
  });
  await announceConfiguration(transaction, run.environmentId);
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

interface Design {
  readonly coverage?: number | undefined;
  readonly weights: Readonly<Record<string, number>>;
}

/**
 * The experiment's set-up says what is in force, so that a later edit changes what it means to change. Not while
 * it runs in another environment too: what is in force there is not that. Nor by a key that may not change the experiment. Null: it
 * says that already.
 */
function designToKeep(
  stored: StoredExperiment,
  coverage: number | undefined,
  weights: Readonly<Record<string, number>>,
): Design | null {
  const isSame =
    (coverage ?? stored.coverage) === stored.coverage &&
    stored.variants.every(({ key, weight }) => (ownMember(weights, key) ?? weight) === weight);
  return isSame ? null : { coverage, weights };
}

async function keepDesign(
  transaction: Transaction,
  { id, variants }: StoredExperiment,
  { coverage, weights }: Design,
): Promise<void> {
  for (const variant of variants) {
    const weight = ownMember(weights, variant.key);
    if (weight !== undefined)
      await transaction.variant.update({ where: { id: variant.id }, data: { weight } });
  }
  await transaction.experiment.update({
    where: { id },
    data: { ...(coverage === undefined ? {} : { coverage }), version: { increment: 1 } },
  });
}
