import type { Connection, ConnectionPool } from '../../../database/connection';
import { processLog, type Log } from '../../../log';
import { UnreadableError, type EvidenceSnapshot, type EvidenceSnapshots, type RunScope } from '../../read';
import { readBreakdowns } from './breakdowns/read-breakdown';
import { countDailyUnits } from './count-daily-units';
import { countPeriodUnits } from './count-period-units';
import { countUnits } from './count-units';
import { countLinkedDailyUnits } from './linked/count-daily-units';
import { countLinkedUnits } from './linked/count-units';
import { hasLinks } from './linked/has-links';
import { measureHoldout } from './holdouts/measure-holdout';
import { eventVolume } from './event-volume';
import { lockRun, unlockRun } from './incremental/run-lock';
import { seenUntil } from './incremental/seen-until';
import type { IncrementalReading } from './measure-metrics';
import { metricPreview } from './metric-preview';
import { countLateEvents } from './late-events';
import { countLateExposures } from './late-exposures';
import { countSharedUnits } from './interactions/count-shared-units';
import { measureShared } from './interactions/measure-shared';
import { measureOverTime } from './over-time/measure-over-time';
import { plannerSettings } from './planner-settings';
import { populationOf } from './population-of';
import { largestSegments } from './largest-segments';
import { segmentUnits } from './segment-units';
import { randomSplits } from './random-splits';
import { recentTraffic } from './recent-traffic';
import { segmentValues } from './segment-values';
import { loadSources, type LoadedSources } from './sources/load-sources';
import { measureBySource } from './sources/measure-by-source';
import { rowsToPreview, sourceVolume } from './sources/preview-source';
import { countTriggeredDailyUnits, countTriggeredUnits } from './triggered/count-units';
import { dropSourceRows } from './sources/source-rows';
import { statementFailure } from './statement-failure';

const nothing = () => undefined;

const STATEMENT_TIMEOUT_MS = 15 * 60_000;

/** Snapshots over the pool. `log` is told where a refresh costs more than it should; default: that of the process. */
export function createSnapshots(
  pool: ConnectionPool,
  { log = processLog() }: { readonly log?: Log } = {},
): EvidenceSnapshots {
  const settings = async (client: Connection, statementTimeoutMs = STATEMENT_TIMEOUT_MS) => {
    await client.query(plannerSettings);
    await client.query("select set_config('statement_timeout', $1::text, true)", [
      String(statementTimeoutMs),
    ]);
  };
  return {
    inSnapshot: (read, { statementTimeoutMs, sources = [] } = {}) =>
      onConnection(pool, async (client) => {
        const loaded = await loadSources(client, sources);
        const result = await inTransaction(
          client,
          'begin isolation level repeatable read read only',
          async () => {
            await settings(client, statementTimeoutMs);
            return read(snapshotOf(client, { loaded, incremental: null }));
          },
        );
        if (sources.length > 0) await dropSourceRows(client);
        return result;
      }),
    inRefresh: (runId, read, { statementTimeoutMs, sources = [] } = {}) =>
      onConnection(pool, async (client) => {
        const loaded = await loadSources(client, sources);
        await inTransaction(client, 'begin', async () => {
          await settings(client, statementTimeoutMs);
          await lockRun(client, runId);
        });
        const incremental = { seenUntil: await seenUntil(client), log };
        const result = await inTransaction(client, 'begin isolation level repeatable read', async () => {
          await settings(client, statementTimeoutMs);
          return read(snapshotOf(client, { loaded, incremental }));
        });
        await unlockRun(client, runId);
        if (sources.length > 0) await dropSourceRows(client);
        return result;
      }),
  };
}

/** A connection that goes back to the pool only where all went well. */
async function onConnection<Result>(
  pool: ConnectionPool,
  work: (client: Connection) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  // A connection that breaks between two statements says so here, and again to the statement that follows.
  client.on('error', nothing);
  try {
    const result = await work(client);
    client.release();
    return result;
  } catch (error) {
    // The connection may be mid-statement, hold a lock or be broken; closing it is the one way back that always works.
    client.release(true);
    throw unreadable(error);
  } finally {
    client.off('error', nothing);
  }
}

/** A statement's own failure as a sentence; any other error as it is. */
function unreadable(error: unknown): unknown {
  const reason = statementFailure(error);
  return reason === null ? error : new UnreadableError(reason, { cause: error });
}

async function inTransaction<Result>(
  client: Connection,
  begin: 'begin' | `begin isolation level repeatable read${'' | ' read only'}`,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query(begin);
  const result = await work();
  await client.query('commit');
  return result;
}

interface Reading {
  readonly loaded: LoadedSources;
  readonly incremental: IncrementalReading | null;
}

function snapshotOf(client: Connection, { loaded, incremental }: Reading): EvidenceSnapshot {
  const isLinked = ({ environmentId }: RunScope) => hasLinks(client, environmentId);
  return {
    countUnits: async (scope) =>
      (await isLinked(scope)) ? countLinkedUnits(client, scope) : countUnits(client, scope),
    countTriggeredUnits: async (scope) => countTriggeredUnits(client, await populationOf(client, scope)),
    countPeriodUnits: async (scope, begins) =>
      countPeriodUnits(client, await populationOf(client, scope), begins),
    countDailyUnits: async (scope) =>
      scope.trigger !== undefined
        ? countTriggeredDailyUnits(client, await populationOf(client, scope))
        : (await isLinked(scope))
          ? countLinkedDailyUnits(client, scope)
          : countDailyUnits(client, scope),
    segmentValues: (scope, attribute) => segmentValues(client, scope, attribute),
    largestSegments: async (scope, attribute) =>
      largestSegments(client, await populationOf(client, scope), attribute),
    segmentUnits: async (scope, by) => segmentUnits(client, await populationOf(client, scope), by),
    lateExposures: (scope) => countLateExposures(client, scope),
    lateEvents: (scope, names) => countLateEvents(client, scope, names),
    readBreakdowns: (scope, metrics) => readBreakdowns(client, scope, metrics),
    measureOverTime: (scope, metrics) => measureOverTime(client, scope, metrics),
    countSharedUnits: (runIds, horizon) => countSharedUnits(client, runIds, horizon),
    measureShared: (request) => measureShared(client, request),
    measureHoldout: (request) => measureHoldout(client, request),
    metricPreview: async (scope, measure) =>
      metricPreview(client, scope, measure, rowsToPreview(scope, loaded)),
    randomSplits: (request) => randomSplits(client, request),
    recentTraffic: (scope) => recentTraffic(client, scope),
    eventVolume: async (scope, names) =>
      sourceVolume(client, scope, loaded) ?? eventVolume(client, scope, names),
    measureMetrics: (request) => measureBySource(client, request, { loaded, incremental }),
  };
}
