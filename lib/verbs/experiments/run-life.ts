import { parseMetricMeaning } from '../../model/metrics/kinds';
import { randomUUID } from 'node:crypto';
import { designOf } from '../../model/experiment';
import type { RunConfiguration } from '../../model/run-configuration';
import type { Transaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import { environmentArchived } from '../../auth/authorise';
import { storedActor, type Caller } from '../../auth/context';
import { toMetricView } from '../metrics/metric-view';
import { roleNames } from '../stored-names';
import { toStoredJson } from '../stored-json';
import type { Continued } from './continued-run';
import { firstSchedule } from './run-schedule';
import { freezeSources } from './run-sources';
import { freezeSurroundings } from './run-surroundings';
import { toExperimentView, type StoredExperiment } from './experiment-view';
import type { StoredRun } from './runs-within-reach';

/**
 * Begins the next run, with a salt of its own: who met which variant in an earlier run says nothing about this one. With
 * `continued` it draws as the run before it, and units that were in that one count in no arm of this (docs/decisions/0042).
 * Throws ConflictError (END_HAS_PASSED, LAYER_FULL, LAYER_UNIT_TYPE, PREREQUISITE_UNIT_TYPE, UNKNOWN_AUDIENCE).
 */
export async function beginRun(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environmentId: number,
  continued: Continued | null = null,
): Promise<{ readonly id: number; readonly number: number }> {
  const now = ctx.now();
  const schedule = firstSchedule(experiment, now);
  const { surroundings, targeting, held } = await freezeSurroundings(
    transaction,
    ctx,
    experiment,
    environmentId,
    continued,
  );
  const configuration = runConfigurationOf(experiment);
  const sources = await freezeSources(transaction, ctx, configuration.metrics);
  await holdEnvironment(transaction, environmentId);
  // What was shipped here gives way to the question that is asked anew.
  await transaction.run.updateMany({
    where: { experimentId: experiment.id, environmentId, shippedVariant: { not: null } },
    data: { shippedVariant: null },
  });
  return transaction.run.create({
    data: {
      experimentId: experiment.id,
      environmentId,
      number: (experiment.runs[0]?.number ?? 0) + 1,
      salt: continued?.salt ?? randomUUID(),
      configuration: toStoredJson({ ...configuration, targeting, surroundings, ...sources }),
      startedAt: now,
      allocations: { create: firstAllocation(configuration, now, ctx) },
      schedules: { create: schedule },
      ...held,
    },
    select: { id: true, number: true },
  });
}

/**
 * Until the transaction ends nobody archives the environment: whoever does so waits, and then sees the run. Throws ConflictError
 * (ENVIRONMENT_ARCHIVED).
 */
async function holdEnvironment(transaction: Transaction, environmentId: number): Promise<void> {
  await transaction.$queryRaw`select 1 from environments where id = ${environmentId}::int for no key update`;
  const { key, archivedAt } = await transaction.environment.findUniqueOrThrow({
    where: { id: environmentId },
    select: { key: true, archivedAt: true },
  });
  if (archivedAt !== null) throw environmentArchived(key);
}

/** What takes part from the start on: the configuration's coverage, and all units of every variant. */
export function firstAllocation(
  { coverage, variants }: RunConfiguration,
  effectiveFrom: Date,
  ctx: Caller,
): Prisma.RunAllocationCreateWithoutRunInput {
  return { number: 1, effectiveFrom, coverage, reach: variants.map(() => 1), setBy: storedActor(ctx) };
}

/** Ends an active run, gives back its place in a layer, and says where it ran and how it drew. */
export async function endRun(
  transaction: Transaction,
  ctx: Caller,
  { id }: Pick<StoredRun, 'id'>,
): Promise<{
  readonly number: number;
  readonly environmentId: number;
  readonly salt: string;
  readonly configuration: unknown;
}> {
  return transaction.run.update({
    where: { id },
    data: { endedAt: ctx.now(), layers: { deleteMany: {} } },
    select: { number: true, environmentId: true, salt: true, configuration: true },
  });
}

/** Raises the environment's configuration version; a trigger tells every instance that serves it. */
export async function announceConfiguration(transaction: Transaction, environmentId: number): Promise<void> {
  await transaction.environment.update({
    where: { id: environmentId },
    data: { configurationVersion: { increment: 1 } },
  });
}

/** The same in every environment of the workspace: for what all of them serve, such as which experiments there are. */
export async function announceEverywhere(transaction: Transaction, { workspaceId }: Caller): Promise<void> {
  // One after the other in one order, so that two of these do not wait for one another.
  const environments = await transaction.environment.findMany({
    where: { workspaceId },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of environments) await announceConfiguration(transaction, id);
}

/** What a run freezes of the experiment itself. */
export function runConfigurationOf(stored: StoredExperiment): RunConfiguration {
  const { segments, trigger, planning, ...design } = designOf(toExperimentView(stored));
  return {
    ...design,
    ...(segments.length > 0 && { segments }),
    ...(trigger !== null && { trigger }),
    ...(planning !== null && { planning }),
    metrics: stored.metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => {
      const { key, name, kind, definition, direction, unit, version } = toMetricView(metric);
      const use = { role: roleNames.fromStored[role], relativeMargin, minimumEffectRelative };
      return { key, name, direction, unit, version, ...parseMetricMeaning({ kind, definition }), ...use };
    }),
  };
}
