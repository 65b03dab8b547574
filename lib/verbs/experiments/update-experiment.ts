import { z } from 'zod';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import { findEnvironment } from '../../auth/authorise';
import type { Caller } from '../../auth/context';
import { changedBy } from '../parse-input';
import { continuedOf, keepsUnits } from './continued-run';
import {
  changedFields,
  changeKindOf,
  experimentChangesSchema,
  experimentInputSchema,
  experimentOf,
  frozenChanges,
  type ExperimentField,
  type ExperimentInput,
} from '../../model/experiment';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import { experimentRow, findExperiment, findWithAllRuns } from './find-experiment';
import { announceConfiguration, announceEverywhere, beginRun, endRun } from './run-life';
import { followEnd } from './run-schedule';
import { resolveReferences } from './references';
import { activeRun, environmentsOf, isActive, isServed } from './runs-within-reach';
import {
  experimentColumns,
  experimentMetricRows,
  planColumns,
  storeVariantValues,
  variantRows,
} from './store-experiment';
import { defineVerb } from '../define-verb';
import { experimentSchema } from '../../model/experiment-view';

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
      'Confirms that this change ends the active run and randomises every unit again. In a sticky experiment with the same variants and weights, enrolled units keep their variant.',
    ),
  environment: z
    .string()
    .optional()
    .describe(
      'Key of the environment whose run "newRun" ends, if the experiment runs in several; the other runs continue unchanged. Default: the environment of the API key, or the only one in which the experiment runs.',
    ),
});

/**
 * Saves changes. A run's configuration is never reshuffled in silence: on a running experiment, anything but names,
 * hypothesis, end, forced units and the order of what is a set needs `newRun: true`, which ends the run of one environment and starts the next there; runs of
 * others keep what they froze. End and forced units are followed by all of them. Throws NotFoundError, InvalidInputError,
 * VersionMismatchError, ConflictError (NEEDS_NEW_RUN, SEVERAL_ENVIRONMENTS, NOT_RUNNING, END_HAS_PASSED, KEY_FIXED, ARCHIVED, DUPLICATE_KEY).
 */
export const updateExperiment = defineVerb({
  name: 'updateExperiment',
  permission: 'experiments:write',
  scope: 'environment',
  input: updateExperimentInput,
  output: experimentSchema,
  door: {
    summary: 'Change an experiment; "newRun": true allows changes that need a new run',
    ifMatch: 'required',
  },
  records: ['experiment.update'],
  edits: experimentRow,
  unique: ({ key, changes }) => ({
    what: 'an experiment',
    key: changes.key ?? key,
  }),
  change: ({ ctx, input, stored, transaction }) => saveChanges(transaction, ctx, stored, input),
});

/** The same for a verb that makes the changes itself. */
export async function saveChanges(
  transaction: Transaction,
  ctx: Caller,
  stored: StoredExperiment,
  { key, changes, newRun, environment }: Omit<z.output<typeof updateExperimentInput>, 'version'>,
) {
  if (environment !== undefined) await findEnvironment(transaction, ctx, environment);
  const before = experimentOf(toExperimentView(stored));
  const after = changedBy(experimentInputSchema, before, changes);
  if (after === null) return { result: toExperimentView(stored), audit: null };
  const changed = changedFields(before, after);
  refuseUnsafe(stored, changed);
  if (!newRun) refuseNewRun(stored, { before, after });
  await store(transaction, ctx, stored, after);
  if (changed.includes('key')) await announceEverywhere(transaction, ctx);
  if (changed.includes('endsAt')) await followEnd(transaction, ctx, stored, after);
  await announceFollowed(transaction, stored, changed);
  const run = await startNextRunIfNeeded(transaction, ctx, stored, {
    before,
    after,
    environment,
  });
  return {
    result: toExperimentView(await findExperiment(transaction, ctx, after.key)),
    audit: {
      subject: `experiment:${key}`,
      detail: {
        changed: Object.fromEntries(
          changed.map((field) => [field, { from: before[field] ?? null, to: after[field] ?? null }]),
        ),
        run,
      },
    },
  };
}

function refuseUnsafe(stored: StoredExperiment, changed: readonly ExperimentField[]): void {
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
  /** Where a run ends for it, if one does; undefined: as the caller's key says. */
  readonly environment: string | undefined;
}

function refuseNewRun(stored: StoredExperiment, { before, after }: Pick<Change, 'before' | 'after'>): void {
  const frozen = frozenChanges(before, after);
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

async function store(
  transaction: Transaction,
  ctx: Caller,
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
  await storeVariantValues(transaction, stored.id, after);
}

async function startNextRunIfNeeded(
  transaction: Transaction,
  ctx: Caller,
  stored: StoredExperiment,
  { before, after, environment }: Change,
): Promise<number | null> {
  if (frozenChanges(before, after).length === 0) return null;
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
  changed: readonly ExperimentField[],
): Promise<void> {
  if (!changed.some((field) => changeKindOf(field) === 'followed')) return;
  for (const environmentId of new Set(runs.filter(isServed).map((run) => run.environmentId))) {
    await announceConfiguration(transaction, environmentId);
  }
}
