import { Prisma } from '../../database/generated/client';
import type { Transaction } from '../../database/client';
import type { Caller } from '../../auth/context';
import { invalidInput } from '../parse-input';
import { planMethodNames, roleNames, valueTypeNames } from '../stored-names';
import { toStoredJson } from '../stored-json';
import type { ExperimentInput } from '../../model/experiment';

/** The experiment's own columns, as both create and update write them. */
export function experimentColumns({ variants, metrics, plan, layer, ...experiment }: ExperimentInput) {
  const { valueType, targeting, segments, trigger, planning, forced, prerequisite } = experiment;
  return {
    // Fields whose column holds their value as it stands.
    ...experiment,
    valueType: valueTypeNames.toStored[valueType],
    targeting: toStoredJson(targeting),
    segments: toStoredJson(segments),
    trigger: trigger === null ? Prisma.DbNull : toStoredJson(trigger),
    planning: planning === null ? Prisma.DbNull : toStoredJson(planning),
    forced: toStoredJson(forced),
    prerequisite: prerequisite === null ? Prisma.DbNull : toStoredJson(prerequisite),
  };
}

/** Without their values: `storeVariantValues` follows. */
export function variantRows({ variants }: ExperimentInput) {
  return variants.map(({ key, name, weight, isControl }, position) => ({
    key,
    name,
    value: Prisma.JsonNull,
    weight,
    isControl,
    position,
  }));
}

/**
 * The values of variants that were just stored, bit for bit. Prisma writes a JSON column whose value is a number with 16 digits (0.1 + 0.2
 * becomes 0.3) and the largest numbers as null; objects and arrays, whatever numbers they hold, it writes as they are.
 */
export async function storeVariantValues(
  transaction: Transaction,
  experimentId: string,
  { variants }: ExperimentInput,
): Promise<void> {
  const keys = variants.map(({ key }) => key);
  const values = variants.map(({ value }) => JSON.stringify(value));
  await transaction.$executeRaw`
    update variants set value = given.value::jsonb
    from unnest(${keys}::text[], ${values}::text[]) as given(key, value)
    where variants.experiment_id = ${experimentId}::uuid and variants.key = given.key`;
}

export function planColumns({ plan }: ExperimentInput) {
  return { ...plan, method: planMethodNames.toStored[plan.method] };
}

/** Rows of the experiment's metrics; the metrics are named by key, and each has to be there. */
export async function experimentMetricRows(
  transaction: Transaction,
  ctx: Caller,
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
