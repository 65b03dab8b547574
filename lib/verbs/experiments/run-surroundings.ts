import type { RunSurroundings } from '../../model/run-configuration';
import { audiencesIn, renameAudiences } from '../../assignment/audiences-in';
import type { HashRange } from '../../assignment/configuration';
import { drawRanges, freeRanges, shareOf } from '../../assignment/layer-ranges';
import type { TargetingRule } from '../../assignment/targeting';
import type { Transaction } from '../../database/client';
import type { Prisma } from '../../database/generated/client';
import type { Reader } from '../../database/reader';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';
import type { Continued } from './continued-run';
import { prerequisiteSchema } from '../../model/eligibility';
import type { StoredExperiment } from './experiment-view';
import { unitTypeProblem } from './references';
import { parseRunConfiguration } from '../../model/run-configuration';
import { targetingSchema } from '../../model/targeting';

/** What a run freezes of its surroundings, and the rows that say what it holds of them. */
interface FrozenSurroundings {
  readonly surroundings: RunSurroundings;
  readonly targeting: TargetingRule;
  readonly held: {
    readonly layers: { readonly create: Prisma.RunLayerUncheckedCreateWithoutRunInput[] };
    readonly holdouts: { readonly create: Prisma.RunHoldoutUncheckedCreateWithoutRunInput[] };
  };
}

/**
 * What a run that begins now freezes: its ranges of the layer, drawn from what is free in the environment; the holdouts
 * that there are; the versions of the audiences. The layer and the holdouts stay locked until the transaction ends. Throws ConflictError (LAYER_FULL, LAYER_UNIT_TYPE, PREREQUISITE_UNIT_TYPE,
 * UNKNOWN_AUDIENCE).
 */
export async function freezeSurroundings(
  transaction: Transaction,
  ctx: Caller,
  experiment: StoredExperiment,
  environmentId: number,
  continued: Continued | null,
): Promise<FrozenSurroundings> {
  const layer = await drawFromLayer(transaction, experiment, environmentId, continued);
  const { audiences, targeting } = await freezeAudiences(transaction, ctx, experiment);
  const { workspaceId } = ctx;
  const prerequisite = prerequisiteSchema.parse(experiment.prerequisite);
  if (prerequisite !== null) await checkUnitTypes(transaction, experiment, prerequisite.experiment);
  const holdouts = await lockHoldouts(transaction, workspaceId, experiment.layerId);
  const surroundings = {
    layer,
    holdouts: holdouts.map(({ key, salt, share, layer: held }) => ({
      key,
      salt,
      share,
      layer: held?.key ?? null,
    })),
    audiences,
    sticky: experiment.sticky,
    prerequisite,
  };
  const ranges = layer?.ranges ?? [];
  const { layerId } = experiment;
  const rangeOf = (layerId: string) =>
    ranges.map(([from, to]) => ({ layerId, environmentId, fromHash: BigInt(from), toHash: BigInt(to) }));
  return {
    surroundings,
    targeting,
    held: {
      layers: { create: layerId === null ? [] : rangeOf(layerId) },
      holdouts: { create: holdouts.map(({ id }) => ({ holdoutId: id })) },
    },
  };
}

/**
 * The holdouts that are not released, of the whole workspace and of the layer, by key. They are locked: a release that is under way
 * is waited for, and one that comes later finds the run.
 */
async function lockHoldouts(transaction: Transaction, workspaceId: string, layerId: string | null) {
  const locked = await transaction.$queryRaw<{ readonly id: string }[]>`
    select id from holdouts
    where workspace_id = ${workspaceId}::uuid and released_at is null
      and (layer_id is null or layer_id = ${layerId}::uuid)
    order by id
    for share`;
  return transaction.holdout.findMany({
    where: { id: { in: locked.map(({ id }) => id) } },
    include: { layer: { select: { key: true } } },
    orderBy: { key: 'asc' },
  });
}

/** Looked at when it was saved too, but the one it waits for may have been changed since. */
async function checkUnitTypes(
  transaction: Transaction,
  experiment: StoredExperiment,
  prerequisite: string,
): Promise<void> {
  const { workspaceId } = experiment;
  const first = await transaction.experiment.findUnique({
    where: { workspaceId_key: { workspaceId, key: prerequisite } },
    select: { key: true, unitType: true },
  });
  const problem = first === null ? null : unitTypeProblem(experiment, first);
  if (problem !== null) throw new ConflictError('PREREQUISITE_UNIT_TYPE', problem);
}

/** The layer's row is locked until the transaction ends, so that two runs which start together draw one after the other. */
async function drawFromLayer(
  transaction: Transaction,
  { key, layerId, layerShare, unitType }: StoredExperiment,
  environmentId: number,
  continued: Continued | null,
): Promise<RunSurroundings['layer']> {
  if (layerId === null || layerShare === null) return null;
  await transaction.$queryRaw`select 1 from layers where id = ${layerId}::uuid for update`;
  const layer = await transaction.layer.findUniqueOrThrow({ where: { id: layerId } });
  const others = await runsInLayer(transaction, layer.id, environmentId);
  const otherType = others.find((run) => run.unitType !== unitType);
  if (otherType !== undefined) {
    throw new ConflictError(
      'LAYER_UNIT_TYPE',
      `In the layer "${layer.key}" units of the type "${otherType.unitType}" are split by "${otherType.experiment}"; ` +
        `"${key}" splits "${unitType}", which the layer could not keep apart from it. Choose another layer.`,
    );
  }
  const taken = others.flatMap(({ ranges }) => ranges);
  const kept = continued?.place?.layer === layer.key ? continued.place.ranges : [];
  const ranges = drawRanges(taken, layerShare, kept);
  if (ranges !== null) return { key: layer.key, salt: layer.salt, ranges };
  const percent = (share: number) => `${String(Number((share * 100).toFixed(2)))} %`;
  throw new ConflictError(
    'LAYER_FULL',
    `The layer "${layer.key}" has ${percent(shareOf(freeRanges(taken)))} free, and "${key}" asks for ${percent(layerShare)}. ` +
      'Stop an experiment in it, or ask for a smaller share.',
  );
}

/** A run that holds ranges of a layer. */
export interface RunInLayer {
  readonly experiment: string;
  readonly run: number;
  readonly unitType: string;
  readonly environmentId: number;
  readonly ranges: readonly HashRange[];
}

/** The runs that hold a place in the layer: in one environment, or in all of the workspace's. */
export async function runsInLayer(
  reader: Reader,
  layerId: string,
  environmentId?: number,
): Promise<readonly RunInLayer[]> {
  const runs = await reader.run.findMany({
    where: { layers: { some: { layerId } }, ...(environmentId === undefined ? {} : { environmentId }) },
    select: {
      number: true,
      environmentId: true,
      configuration: true,
      experiment: { select: { key: true } },
      layers: { where: { layerId }, orderBy: { fromHash: 'asc' } },
    },
    orderBy: { id: 'asc' },
  });
  return runs.map(({ number, environmentId: place, configuration, experiment, layers }) => ({
    experiment: experiment.key,
    run: number,
    unitType: parseRunConfiguration(configuration).unitType,
    environmentId: place,
    ranges: layers.map(({ fromHash, toHash }) => [Number(fromHash), Number(toHash)] as const),
  }));
}

async function freezeAudiences(
  transaction: Transaction,
  { workspaceId }: Caller,
  { key, targeting: stored }: StoredExperiment,
): Promise<{ readonly audiences: RunSurroundings['audiences']; readonly targeting: TargetingRule }> {
  const targeting = targetingSchema.parse(stored);
  const named = [...audiencesIn(targeting)];
  const found = await transaction.audience.findMany({ where: { workspaceId, key: { in: named } } });
  const versions = new Map(
    found.map((audience) => [
      audience.key,
      { ...audience, name: `${audience.key}@${String(audience.version)}` },
    ]),
  );
  const missing = named.find((audience) => !versions.has(audience));
  if (missing !== undefined) {
    throw new ConflictError('UNKNOWN_AUDIENCE', `"${key}" names the audience "${missing}", which is gone.`);
  }
  return {
    audiences: Array.from(versions.values(), ({ name, rule }) => ({
      key: name,
      rule: targetingSchema.parse(rule),
    })),
    targeting: renameAudiences(targeting, (audience) => versions.get(audience)?.name ?? audience),
  };
}
