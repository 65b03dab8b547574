import { measureOf } from '../../analysis/measure';
import { sourceOf } from '../../analysis/metric-definition';
import type { RunConfiguration, RunMetric } from '../../analysis/run-configuration';
import { earliestExposure } from '../../warehouse/postgres/sources/earliest-exposure';
import type { SourceToRead } from '../../warehouse/postgres/sources/source';
import type { RunScope } from '../../warehouse/warehouse';
import type { Context } from '../context';
import { storedAddress } from '../sources/source-connection';

const hourMs = 3_600_000;

/**
 * The sources of a run as it froze them, each over the connection that is stored today, from the first exposure, less the
 * longest look back, to the horizon. The key alone is not enough to reach one: it has to be of the caller's workspace.
 */
export async function sourcesToRead(
  { database, workspaceId }: Context,
  { runId, horizon }: RunScope,
  { sources = [], metrics }: Pick<RunConfiguration, 'sources' | 'metrics'>,
): Promise<readonly SourceToRead[]> {
  if (sources.length === 0) return [];
  const stored = await database.prisma.source.findMany({
    where: { workspaceId, key: { in: sources.map(({ key }) => key) } },
  });
  const first = (await earliestExposure(database.pool, runId)) ?? horizon;
  return sources.map(({ key, sql, statementTimeoutMs, rowLimit }) => {
    const connected = stored.find((source) => source.key === key);
    const address =
      connected === undefined ? { unknown: 'It is not connected any more.' } : storedAddress(connected);
    const lookBackMs = longestLookBackHours(metrics, key) * hourMs;
    const span = { from: new Date(first.getTime() - lookBackMs), to: horizon };
    return { key, sql, statementTimeoutMs, rowLimit, address, ...span };
  });
}

function longestLookBackHours(metrics: readonly RunMetric[], source: string): number {
  const windows = metrics
    .filter((metric) => sourceOf(metric) === source)
    .flatMap((metric) => measureOf(metric).columns.map(({ window }) => window));
  return Math.max(0, ...windows.map((window) => (window.kind === 'before' ? window.lengthHours : 0)));
}
