import { z } from 'zod';
import { currentAllocation, weightsChangedAt } from '../../analysis/run-allocation';
import { ruleOfRun, type RunPlan } from '../../model/run-configuration';
import type { Prisma } from '../../database/generated/client';
import { forcedSchema, prerequisiteSchema } from '../../model/eligibility';
import type { EnvironmentOfExperiment, ExperimentView } from '../../model/experiment-view';
import { plannedSegmentsSchema } from '../../model/planned-segment';
import { targetingSchema } from '../../model/targeting';
import { planExtensionsSchema } from '../../model/plan-extension';
import type { RunView } from '../../model/run';
import { planningSchema } from '../../model/planning';
import { triggerSchema } from '../../model/trigger';
import { planMethodNames, roleNames, statusNames, valueTypeNames } from '../stored-names';

/** What has to be read so that {@link toExperimentView} can show it, with all runs. */
export const experimentViewInclude = {
  variants: { orderBy: { position: 'asc' } },
  metrics: { orderBy: { position: 'asc' }, include: { metric: true } },
  plan: true,
  layer: { select: { key: true } },
  home: { select: { id: true, key: true } },
  runs: {
    orderBy: { number: 'desc' },
    include: { environment: { select: { key: true } }, allocations: { orderBy: { number: 'asc' } } },
  },
} satisfies Prisma.ExperimentInclude;

export type StoredExperiment = Prisma.ExperimentGetPayload<{ include: typeof experimentViewInclude }>;

export function toExperimentView(stored: StoredExperiment): ExperimentView {
  const { workspaceId, layerId, layer, layerShare, homeId, home, ...columns } = stored;
  return {
    // Fields whose column holds their value as it stands.
    ...columns,
    valueType: valueTypeNames.fromStored[stored.valueType],
    targeting: targetingSchema.parse(stored.targeting),
    variants: stored.variants.map(({ key, name, value, weight, isControl }) => ({
      key,
      name,
      value: z.json().parse(value),
      weight,
      isControl,
    })),
    metrics: stored.metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }) => ({
      metric: metric.key,
      role: roleNames.fromStored[role],
      relativeMargin,
      minimumEffectRelative,
    })),
    plan: planOf(stored),
    segments: plannedSegmentsSchema.parse(stored.segments),
    trigger: triggerSchema.parse(stored.trigger),
    planning: planningSchema.parse(stored.planning),
    layer: layer === null || layerShare === null ? null : { key: layer.key, share: layerShare },
    forced: forcedSchema.parse(stored.forced),
    prerequisite: prerequisiteSchema.parse(stored.prerequisite),
    status: statusNames.fromStored[stored.status],
    environments: environmentsOf(stored.runs),
    runs: stored.runs.map(toRunView),
  };
}

function environmentsOf(runs: StoredExperiment['runs']): readonly EnvironmentOfExperiment[] {
  const latest = runs.filter(
    (run, index) => runs.findIndex(({ environmentId }) => environmentId === run.environmentId) === index,
  );
  return latest.map(({ environment, number, endedAt, shippedVariant }) => ({
    environment: environment.key,
    status: endedAt === null ? 'running' : shippedVariant === null ? 'stopped' : 'shipped',
    run: number,
  }));
}

function toRunView(run: StoredExperiment['runs'][number]): RunView {
  const { id, number, environment, startedAt, endedAt } = run;
  const { intakeClosedAt, shippedVariant, recordedAt, allocations } = run;
  const { coverage, reach } = currentAllocation(allocations);
  return {
    id,
    number,
    environment: environment.key,
    startedAt,
    endedAt,
    coverage,
    reach,
    reweightedAt: weightsChangedAt(allocations),
    allocations: allocations.map(({ runId, ...allocation }) => allocation),
    intakeClosedAt,
    shippedVariant,
    ...ruleOfRun(run),
    extensions: planExtensionsSchema.parse(run.extensions),
    recordedAt,
  };
}

export function planOf({ key, plan }: Pick<StoredExperiment, 'key' | 'plan'>): RunPlan {
  if (plan === null) throw new Error(`Experiment ${key} was stored without a plan.`);
  const { alphaTwoSided, power, spending, looks, plannedUnits, plannedDays } = plan;
  const method = planMethodNames.fromStored[plan.method];
  return { method, alphaTwoSided, power, spending, looks, plannedUnits, plannedDays };
}
