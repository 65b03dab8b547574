import { z } from 'zod';
import { inTransaction, type Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { authorise, findEnvironment } from '../authorise';
import { changedBy, isSameValue } from '../changes';
import type { Context } from '../context';
import { refusingDuplicates } from '../duplicate-key';
import { parseUpdate } from '../parse-input';
import { recordAudit } from '../record-audit';
import { continuedOf, keepsUnits } from './continued-run';
import { experimentChangesSchema, experimentInputSchema, type ExperimentInput } from './experiment-input';
import {
  toExperimentInput,
  toExperimentView,
  type ExperimentView,
  type StoredExperiment,
} from './experiment-view';
import { findExperiment, findWithAllRuns, lockExperiment } from './find-experiment';
import { announceConfiguration, announceEverywhere, beginRun, endRun } from './run-life';
import { resolveReferences } from './references';
import { activeRun, environmentsOf, isActive, isServed, requireAllRuns } from './runs-within-reach';
import { experimentColumns, experimentMetricRows, planColumns, variantRows } from './store-experiment';

export const updateExperimentInput = z.strictObject({
  key: z.string(),
  version: z
    .int()
    .describe('The version that the caller read; the save is refused when somebody saved in between.'),
  changes: experimentChangesSchema,
  newRun: z
    .boolean()
    .default(false)
    .describe(
      'Says that the caller knows: this change ends the active run and randomises everybody anew; of a sticky experiment with the same variants and weights, nobody who is in moves.',
    ),
  environment: z
    .string()
    .optional()
    .describe(
      'Key of the environment whose run "newRun" ends, where it runs in several; the others go on as they began. Left out: that of the key that is used, or the only one in which it runs.',
    ),
});

/** Fields that a running experiment may change without touching what its run froze. */
const descriptiveFields: readonly (keyof ExperimentInput)[] = ['name', 'hypothesis'];

/** Fields that its run follows: they move nobody from one variant to another, but for the units that are forced. */
const followedFields: readonly (keyof ExperimentInput)[] = ['endsAt', 'forced'];

/**
 * Saves changes. A run's configuration is never reshuffled in silence: on a running experiment, anything but name,
 * hypothesis, end and forced units needs `newRun: true`, which ends the run of one environment and starts the next there; runs of
 * others keep what they froze. End and forced units are followed by all of them. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError, ConflictError (NEEDS_NEW_RUN, SEVERAL_ENVIRONMENTS, NOT_RUNNING, KEY_FIXED, ARCHIVED, DUPLICATE_KEY).
 */
export async function updateExperiment({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ExperimentView> {
  authorise(ctx, 'experiments:write', 'environment');
  const { key, version, changes, newRun, environment } = parseUpdate(updateExperimentInput, input);
  const keyAfter = typeof changes['key'] === 'string' ? changes['key'] : key;
  return refusingDuplicates('an experiment', keyAfter, () =>
    inTransaction(ctx.database, async (transaction) => {
      const stored = await lockExperiment(transaction, ctx, key, version);
      await requireAllRuns(transaction, ctx, stored);
      if (environment !== undefined) await findEnvironment(transaction, ctx, environment);
      const before = toExperimentInput(toExperimentView(stored));
      const after = changedBy(experimentInputSchema, before, changes);
      if (after === null) return toExperimentView(stored);
      const changed = changedFields(before, after);
      refuseUnsafe(stored, changed);
      if (!newRun) refuseNewRun(stored, { before, after, changed });
      await store(transaction, ctx, stored, after);
      if (changed.includes('key')) await announceEverywhere(transaction, ctx);
      const run = await startNextRunIfNeeded(transaction, ctx, stored, {
        before,
        after,
        changed,
        environment,
      });
      await recordAudit(transaction, ctx, {
        action: 'experiment.update',
        subject: `experiment:${key}`,
        detail: { changed: Object.fromEntries(changed.map((field) => [field, after[field]])), run },
      });
      return toExperimentView(await findExperiment(transaction, ctx, after.key));
    }),
  );
}

function changedFields(before: ExperimentInput, after: ExperimentInput): (keyof ExperimentInput)[] {
  const fields = [
    'key',
    'name',
    'hypothesis',
    'unitType',
    'valueType',
    'coverage',
    'targeting',
    'variants',
    'metrics',
    'plan',
    'segments',
    'trigger',
    'layer',
    'startsAt',
    'endsAt',
    'sticky',
    'forced',
    'prerequisite',
  ] as const satisfies readonly (keyof ExperimentInput)[];
  return fields.filter((field) => !isSameValue(before[field], after[field]));
}

function refuseUnsafe(stored: StoredExperiment, changed: readonly string[]): void {
  if (stored.status === 'ARCHIVED') {
    throw new ConflictError('ARCHIVED', `"${stored.key}" is archived and cannot be changed.`);
  }
  if (stored.runs.length > 0 && changed.includes('key')) {
    throw new ConflictError('KEY_FIXED', `"${stored.key}" has run: applications ask for it by this key.`);
  }
}

interface Change {
  readonly before: ExperimentInput;
  readonly after: ExperimentInput;
  readonly changed: readonly string[];
  /** Where a run ends for it, if one does; undefined: as the caller's key says. */
  readonly environment: string | undefined;
}

function refuseNewRun(
  stored: StoredExperiment,
  { before, after, changed }: Omit<Change, 'environment'>,
): void {
  const frozen = frozenFields(changed);
  if (stored.status !== 'RUNNING' || frozen.length === 0) return;
  const isContinued = stored.runs.filter(isActive).every((run) => keepsUnits(run, before, after));
  const next = isContinued
    ? 'begins the next: units keep their variants, and those that were in the run that ends count in that one alone. '
    : 'randomises every unit anew. ';
  throw new ConflictError(
    'NEEDS_NEW_RUN',
    `Changing ${frozen.join(', ')} of a running experiment ends its run and ${next}` +
      `Send "newRun": true if that is what you want.${whichRun(stored)}`,
  );
}

function whichRun({ runs }: StoredExperiment): string {
  const environments = environmentsOf(runs.filter(isActive));
  if (environments.length < 2) return '';
  return ` It runs in ${environments.join(' and ')}: name the "environment" whose run ends; others go on as they began.`;
}

function frozenFields(changed: readonly string[]): readonly string[] {
  const free: readonly string[] = [...descriptiveFields, ...followedFields];
  return changed.filter((field) => !free.includes(field));
}

async function store(
  transaction: Transaction,
  ctx: Context,
  stored: StoredExperiment,
  after: ExperimentInput,
): Promise<void> {
  const metrics = await experimentMetricRows(transaction, ctx, after);
  const layer = await resolveReferences(transaction, ctx, after);
  await transaction.experiment.update({
    where: { id: stored.id },
    data: {
      ...experimentColumns(after),
      ...layer,
      version: { increment: 1 },
      variants: { deleteMany: {}, create: variantRows(after) },
      metrics: { deleteMany: {}, create: metrics },
      plan: { update: planColumns(after) },
    },
  });
}

async function startNextRunIfNeeded(
  transaction: Transaction,
  ctx: Context,
  stored: StoredExperiment,
  { before, after, changed, environment }: Change,
): Promise<number | null> {
  if (frozenFields(changed).length === 0) {
    await announceFollowed(transaction, stored, changed);
    return null;
  }
  if (!stored.runs.some(isActive)) return null;
  const active = await activeRun(transaction, ctx, stored, environment);
  const ended = await endRun(transaction, ctx, active);
  const next = await findWithAllRuns(transaction, ctx, after.key);
  const run = await beginRun(
    transaction,
    ctx,
    next,
    ended.environmentId,
    keepsUnits(active, before, after) ? continuedOf(ended) : null,
  );
  await announceConfiguration(transaction, ended.environmentId);
  return run.number;
}

/** Instances that serve a run have to see what it follows, wherever it is served. */
async function announceFollowed(
  transaction: Transaction,
  { runs }: StoredExperiment,
  changed: readonly string[],
): Promise<void> {
  if (!followedFields.some((field) => changed.includes(field))) return;
  for (const environmentId of new Set(runs.filter(isServed).map((run) => run.environmentId))) {
    await announceConfiguration(transaction, environmentId);
  }
}
