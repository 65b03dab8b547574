import { sourceOf } from '../../model/metrics/kinds';
import type { RunConfiguration, RunMetric } from '../../model/run-configuration';
import type { Transaction } from '../../database/client';
import { ConflictError } from '../../errors';
import type { Caller } from '../../auth/context';

/**
 * What the sources that metrics read ask today, for a run to keep: a source that is changed later changes no run that has begun.
 * Throws ConflictError (UNKNOWN_SOURCE) where one is not in use any more.
 */
export async function freezeSources(
  transaction: Transaction,
  { workspaceId }: Caller,
  metrics: readonly RunMetric[],
): Promise<Pick<RunConfiguration, 'sources'>> {
  const keys = [...new Set(metrics.map(sourceOf))].filter((key) => key !== null);
  if (keys.length === 0) return {};
  const sources = await transaction.source.findMany({
    where: { workspaceId, key: { in: keys }, archivedAt: null },
    select: { key: true, version: true, sql: true, statementTimeoutMs: true, rowLimit: true },
    orderBy: { key: 'asc' },
  });
  const missing = keys.filter((key) => !sources.some((source) => source.key === key));
  if (missing.length === 0) return { sources };
  throw new ConflictError(
    'UNKNOWN_SOURCE',
    `There is no source "${missing.join('", "')}" in use: change the metrics that read it.`,
  );
}
