import { sourceOf, type MetricMeaning } from '../../model/metrics/kinds';
import type { Transaction } from '../../database/client';
import type { Reader } from '../../database/reader';
import { NotFoundError } from '../../errors';
import type { Caller } from '../../auth/context';
import { invalidInput } from '../parse-input';
import { directionNames } from '../stored-names';
import { toStoredJson } from '../stored-json';
import type { MetricInput } from './metric-input';

export function metricColumns({ key, name, description, kind, definition, direction, unit }: MetricInput) {
  return {
    key,
    name,
    description,
    kind,
    definition: toStoredJson(definition),
    direction: directionNames.toStored[direction],
    unit,
  };
}

/** A source that a metric reads has to be there, and stays in use until the transaction ends. Throws InvalidInputError. */
export async function refuseUnknownSource(
  transaction: Transaction,
  { workspaceId }: Caller,
  metric: MetricMeaning,
): Promise<void> {
  const key = sourceOf(metric);
  if (key === null) return;
  const found = await transaction.$queryRaw<unknown[]>`
    select 1 from sources
    where workspace_id = ${workspaceId}::uuid and key = ${key}::text and archived_at is null
    for share`;
  if (found.length > 0) return;
  throw invalidInput([{ pointer: '/definition/source', detail: `There is no source "${key}" in use here.` }]);
}

/** The workspace's metric of that key. Throws {@link NotFoundError}. */
export async function findMetric(reader: Reader, ctx: Caller, key: string) {
  const stored = await reader.metric.findUnique({
    where: { workspaceId_key: { workspaceId: ctx.workspaceId, key } },
  });
  if (stored === null) throw new NotFoundError('metric', key);
  return stored;
}

export const metricRow = { table: 'metrics', find: findMetric } as const;
