import { z } from 'zod';
import type { RunPlan } from '../../analysis/run-configuration';
import type { Prisma } from '../../database/generated/client';
import { forcedSchema, prerequisiteSchema } from './eligibility-schema';
import type { ExperimentInput } from './experiment-input';
import { parseRunConfiguration } from './run-configuration-schema';
import { plannedSegmentsSchema } from './segments-schema';
import { targetingSchema } from './targeting-schema';
import { triggerSchema } from './trigger-schema';
import {
  planMethodNames,
  roleNames,
  statusNames,
  valueTypeNames,
  type ExperimentStatus,
} from '../stored-names';

export interface RunView {
  readonly id: number;
  readonly number: number;
  /** Key of the environment in which it runs. */
  readonly environment: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  /** Share of the eligible units that takes part by now; it only grows. */
  readonly coverage: number;
  /** Per variant, the share of its units that takes part; all 1 unless the run was re-weighted. */
  readonly reach: readonly number[];
  readonly reweightedAt: Date | null;
  /** From then on nobody joins, and those who were exposed keep their variant. */
  readonly intakeClosedAt: Date | null;
  /** Key of the variant that everybody gets since the run ended. */
  readonly shippedVariant: string | null;
  /** When a run that was carried out elsewhere was entered; null: it ran here. */
  readonly recordedAt: Date | null;
}

/** What became of an experiment in one environment, by its latest run there. */
export interface EnvironmentOfExperiment {
  /** Key of the environment. */
  readonly environment: string;
  readonly status: 'running' | 'shipped' | 'stopped';
  /** Number of the latest run there. */
  readonly run: number;
}

/** An experiment as every door shows it: its configuration, and what became of it. */
export interface ExperimentView extends ExperimentInput {
  readonly id: string;
  readonly version: number;
  /** Over all environments: running where a run goes on in any. */
  readonly status: ExperimentStatus;
  /** One entry for each environment in which it ran and that the caller may touch. */
  readonly environments: readonly EnvironmentOfExperiment[];
  readonly ownerId: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Latest first. */
  readonly runs: readonly RunView[];
}

/** What has to be read so that {@link toExperimentView} can show it, with all runs. */
export const experimentViewInclude = {
  variants: { orderBy: { position: 'asc' } },
  metrics: { orderBy: { position: 'asc' }, include: { metric: true } },
  plan: true,
  layer: { select: { key: true } },
  runs: { orderBy: { number: 'desc' }, include: { environment: { select: { key: true } } } },
} satisfies Prisma.ExperimentInclude;

export type StoredExperiment = Prisma.ExperimentGetPayload<{ include: typeof experimentViewInclude }>;

export function toExperimentView(stored: StoredExperiment): ExperimentView {
  return {
    id: stored.id,
    key: stored.key,
    name: stored.name,
    hypothesis: stored.hypothesis,
    unitType: stored.unitType,
    valueType: valueTypeNames.fromStored[stored.valueType],
    coverage: stored.coverage,
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
    ...eligibilityOf(stored),
    version: stored.version,
    status: statusNames.fromStored[stored.status],
    environments: environmentsOf(stored.runs),
    ownerId: stored.ownerId,
    createdAt: stored.createdAt,
    updatedAt: stored.updatedAt,
    runs: stored.runs.map(toRunView),
  };
}

/** What people and programs say of it, without what became of it. */
export function toExperimentInput(view: ExperimentView): ExperimentInput {
  const { key, name, hypothesis, unitType, valueType, coverage, targeting, variants, metrics, plan } = view;
  const { segments, trigger, layer, startsAt, endsAt, sticky, forced, prerequisite } = view;
  const eligibility = { layer, startsAt, endsAt, sticky, forced, prerequisite };
  return {
    key,
    name,
    hypothesis,
    unitType,
    valueType,
    coverage,
    targeting,
    variants,
    metrics,
    plan,
    segments,
    trigger,
    ...eligibility,
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
  const { coverage, variants } = parseRunConfiguration(run.configuration);
  const { reweightedAt, intakeClosedAt, shippedVariant, recordedAt } = run;
  return {
    id,
    number,
    environment: environment.key,
    startedAt,
    endedAt,
    coverage: run.coverage ?? coverage,
    reach: variants.map((_, index) => run.reach[index] ?? 1),
    reweightedAt,
    intakeClosedAt,
    shippedVariant,
    recordedAt,
  };
}

function eligibilityOf(stored: StoredExperiment) {
  const { layer, layerShare, startsAt, endsAt, sticky } = stored;
  return {
    layer: layer === null || layerShare === null ? null : { key: layer.key, share: layerShare },
    startsAt,
    endsAt,
    sticky,
    forced: forcedSchema.parse(stored.forced),
    prerequisite: prerequisiteSchema.parse(stored.prerequisite),
  };
}

export function planOf({ key, plan }: Pick<StoredExperiment, 'key' | 'plan'>): RunPlan {
  if (plan === null) throw new Error(`Experiment ${key} was stored without a plan.`);
  const { alphaTwoSided, power, spending, looks, plannedUnits, plannedDays } = plan;
  const method = planMethodNames.fromStored[plan.method];
  return { method, alphaTwoSided, power, spending, looks, plannedUnits, plannedDays };
}
