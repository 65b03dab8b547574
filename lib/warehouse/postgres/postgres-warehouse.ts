import type { ConnectionPool } from '../../database/connection';
import type { RunScope, Warehouse } from '../warehouse';
import { countDailyUnits } from './count-daily-units';
import { countUnits } from './count-units';
import { countLinkedDailyUnits } from './linked/count-daily-units';
import { countLinkedUnits } from './linked/count-units';
import { hasLinks } from './linked/has-links';
import { linkedMetricMoments } from './linked/metric-moments';
import { metricMoments } from './metric-moments';

/**
 * Evidence grows faster than the planner's statistics follow, and on tables that it takes for empty it joins by nested
 * loops: 16,000 units with 28,000 events then took more than four minutes, merged in order of the unit's hash 39 ms. Both
 * sides come sorted from their index, so a merge is the right plan at every size.
 */
const planByMerging =
  'set local enable_nestloop = off; set local enable_hashjoin = off; set local enable_hashagg = off';

/** The warehouse over the same Postgres that holds everything else. */
export function postgresWarehouse(pool: ConnectionPool): Warehouse {
  return {
    inSnapshot: async (read) => {
      const client = await pool.connect();
      try {
        await client.query('begin isolation level repeatable read read only');
        await client.query(planByMerging);
        const isLinked = ({ environmentId }: RunScope) => hasLinks(client, environmentId);
        const result = await read({
          countUnits: async (scope) =>
            (await isLinked(scope)) ? countLinkedUnits(client, scope) : countUnits(client, scope),
          countDailyUnits: async (scope) =>
            (await isLinked(scope)) ? countLinkedDailyUnits(client, scope) : countDailyUnits(client, scope),
          metricMoments: async (scope, metric) =>
            (await isLinked(scope))
              ? linkedMetricMoments(client, scope, metric)
              : metricMoments(client, scope, metric),
        });
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        // The connection may be mid-statement or broken; closing it is the one way back that always works.
        client.release(true);
        throw error;
      }
    },
  };
}
