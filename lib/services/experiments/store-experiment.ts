import { Prisma } from '../../database/generated/client';
import type { Transaction } from '../../database/client';
import type { Context } from '../context';
import { invalidInput } from '../parse-input';
import { planMethodNames, roleNames, valueTypeNames } from '../stored-names';
import { toStoredJson } from '../stored-json';
import type { ExperimentInput } from './experiment-input';

/** The experiment's own columns, as both create and update write them. */
export function experimentColumns(experiment: ExperimentInput) {
  const { key, name, hypothesis, unitType, valueType, coverage, targeting } = experiment;
  const { segments, trigger, startsAt, endsAt, sticky, forced, prerequisite } = experiment;
  return {
    key,
    name,
    hypothesis,
    unitType,
    valueType: valueTypeNames.toStored[valueType],
    coverage,
    targeting: toStoredJson(targeting),
    segments: toStoredJson(segments),
    trigger: trigger === null ? Prisma.DbNull : toStoredJson(trigger),
    startsAt,
    endsAt,
    sticky,
    forced: toStoredJson(forced),
    prerequisite: prerequisite === null ? Prisma.DbNull : toStoredJson(prerequisite),
  };
}

export function variantRows({ variants }: ExperimentInput) {
  return variants.map(({ key, name, value, weight, isControl }, position) => ({
    key,
    name,
    value: value ?? Prisma.JsonNull,
    weight,
    isControl,
    position,
  }));
}

export function planColumns({ plan }: ExperimentInput) {
  return { ...plan, method: planMethodNames.toStored[plan.method] };
}

/** Rows of the experiment's metrics; the metrics are named by key, and each has to be there. */
export async function experimentMetricRows(
  transaction: Transaction,
  ctx: Context,
  { metrics }: Pick<ExperimentInput, 'metrics'>,
) {
  const stored = await transaction.metric.findMany({
    where: {
      workspaceId: ctx.workspaceId,
      archivedAt: null,
      key: { in: metrics.map(({ metric }) => metric) },
    },
    select: { id: true, key: true },
  });
  const idOf = new Map(stored.map(({ id, key }) => [key, id]));
  return metrics.map(({ metric, role, relativeMargin, minimumEffectRelative }, position) => {
    const metricId = idOf.get(metric);
    if (metricId === undefined) {
      const detail = `There is no metric "${metric}"; create it first, or correct its key.`;
      throw invalidInput([{ pointer: `/metrics/${String(position)}/metric`, detail }]);
    }
    return { metricId, role: roleNames.toStored[role], relativeMargin, minimumEffectRelative, position };
  });
}
