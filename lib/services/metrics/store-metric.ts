import type { Transaction } from '../../database/client';
import { NotFoundError } from '../../errors';
import type { Context } from '../context';
import { directionNames, metricKindNames } from '../stored-names';
import { toStoredJson } from '../stored-json';
import type { MetricInput } from './metric-input';

export function metricColumns({ key, name, description, kind, definition, direction, unit }: MetricInput) {
  return {
    key,
    name,
    description,
    kind: metricKindNames.toStored[kind],
    definition: toStoredJson(definition),
    direction: directionNames.toStored[direction],
    unit,
  };
}

/** The workspace's metric of that key. Throws {@link NotFoundError}. */
export async function findMetric(transaction: Transaction, ctx: Context, key: string) {
  const stored = await transaction.metric.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('metric', key);
  return stored;
}
