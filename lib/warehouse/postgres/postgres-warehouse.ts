import type { ConnectionPool } from '../../database/connection';
import type { RunScope, Warehouse } from '../warehouse';
import { countDailyUnits } from './count-daily-units';
import { countUnits } from './count-units';
import { countLinkedDailyUnits } from './linked/count-daily-units';
import { countLinkedUnits } from './linked/count-units';
import { hasLinks } from './linked/has-links';
import { eventVolume } from './event-volume';
import { measureMetrics } from './measure-metrics';
import { metricPreview } from './metric-preview';
import { randomSplits } from './random-splits';
import { segmentValues } from './segment-values';

/**
 * Evidence grows faster than the planner's statistics follow, and on tables that it takes for empty it joins by nested
 * loops: 16,000 units with 28,000 events then took more than four minutes, merged or hashed on the unit's hash 39 ms.
 * Neither of those is ever quadratic, so the planner may choose between them. Grouping a million units by hash spills
 * where sorting streams, and compiling a statement of many aggregates costs more than it saves. Sorts and hash tables get 64 MB
 * each: with the usual 4 MB every sort of a million units went to disk (1.2 times as long).
 */
const plannerSettings = `
set local enable_nestloop = off;
set local enable_hashagg = off;
set local jit = off;
set local work_mem = '64MB'`;

const nothing = () => undefined;

export interface WarehouseOptions {
  /** How long one statement may take; a metric that takes longer is shown as failed. */
  readonly statementTimeoutMs?: number;
}

/** The warehouse over the same Postgres that holds everything else. */
export function postgresWarehouse(
  pool: ConnectionPool,
  { statementTimeoutMs = 15 * 60_000 }: WarehouseOptions = {},
): Warehouse {
  return {
    inSnapshot: async (read) => {
      const client = await pool.connect();
      // A connection that breaks between two statements says so here, and again to the statement that follows.
      client.on('error', nothing);
      try {
        await client.query('begin isolation level repeatable read read only');
        await client.query(plannerSettings);
        await client.query("select set_config('statement_timeout', $1::text, true)", [
          String(statementTimeoutMs),
        ]);
        const isLinked = ({ environmentId }: RunScope) => hasLinks(client, environmentId);
        const result = await read({
          countUnits: async (scope) =>
            (await isLinked(scope)) ? countLinkedUnits(client, scope) : countUnits(client, scope),
          countDailyUnits: async (scope) =>
            (await isLinked(scope)) ? countLinkedDailyUnits(client, scope) : countDailyUnits(client, scope),
          segmentValues: (scope, attribute) => segmentValues(client, scope, attribute),
          metricPreview: (scope, measure) => metricPreview(client, scope, measure),
          randomSplits: (request) => randomSplits(client, request),
          eventVolume: (scope, names) => eventVolume(client, scope, names),
          measureMetrics: (request) => measureMetrics(client, request),
        });
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        // The connection may be mid-statement or broken; closing it is the one way back that always works.
        client.release(true);
        throw error;
      } finally {
        client.off('error', nothing);
      }
    },
  };
}
