import { measureOf } from '../../model/metrics/kinds';
import { sourceOf } from '../../model/metrics/kinds';
import type { RunConfiguration, RunMetric } from '../../model/run-configuration';
import { readEvidence } from '../../evidence/create-evidence';
import type { SourceToRead } from '../../evidence/source';
import type { RunScope } from '../../evidence/read';
import type { ReadingContext } from '../../auth/context';
import { cannotSay } from '../../statistics/outcome';
import { storedAddress } from '../sources/source-connection';

const hourMs = 3_600_000;

/**
 * The sources of a run as it froze them, each over the connection that is stored today, from the first exposure, less the
 * longest look back, to the horizon. The key alone is not enough to reach one: it has to be of the caller's workspace.
 */
export async function sourcesToRead(
  { database, workspaceId }: ReadingContext,
  { runId, horizon }: RunScope,
  { sources = [], metrics }: Pick<RunConfiguration, 'sources' | 'metrics'>,
): Promise<readonly SourceToRead[]> {
  if (sources.length === 0) return [];
  const stored = await database.prisma.source.findMany({
    where: { workspaceId, key: { in: sources.map(({ key }) => key) } },
  });
  const first = (await readEvidence(database).earliestExposure(runId)) ?? horizon;
  return sources.map(({ key, sql, statementTimeoutMs, rowLimit }) => {
    const connected = stored.find((source) => source.key === key);
    const address =
      connected === undefined
        ? { unknown: cannotSay('not-computable', 'source-not-connected', {}) }
        : storedAddress(connected);
    const lookBackMs = longestLookBackHours(metrics, key) * hourMs;
    const span = { from: new Date(first.getTime() - lookBackMs), to: horizon };
    return { key, sql, statementTimeoutMs, rowLimit, address, ...span };
  });
}

function longestLookBackHours(metrics: readonly RunMetric[], source: string): number {
  const windows = metrics
    .filter((metric) => sourceOf(metric) === source)
    .flatMap((metric) => measureOf(metric).columns.flatMap((of) => ('window' in of ? [of.window] : [])));
  return Math.max(0, ...windows.map((window) => (window.kind === 'before' ? window.lengthHours : 0)));
}
