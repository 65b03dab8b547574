import type { MetricEvidence } from '../../../../analysis/evidence';
import { pairOf } from '../../../../analysis/interactions';
import { measureOf } from '../../../../model/metrics/kinds';
import { cannotSay } from '../../../../statistics/outcome';
import type { Connection } from '../../../../database/connection';
import type { SharedRequest } from '../../../read';
import { bind, sql } from '../fragment';
import { attempt } from '../measure-metrics';
import { scorecardMoments } from '../scorecard-moments';
import { computedUnits } from '../unit-source';
import type { Population } from '../unit-values';

/**
 * Units of two runs, each from the instant on at which it had been exposed in both, with the pair of its variants as its variant.
 * Units that are linked stand for themselves here.
 */
function sharedPopulation({ first, second, environmentId, horizon }: SharedRequest): Population {
  const until = bind(horizon.toISOString(), 'timestamptz');
  const units = sql`from (
    select
      one.unit_hash,
      one.unit,
      one.variant * ${bind(pairOf(1, 0), 'int')} + other.variant as variant,
      greatest(one.first_seen_at, other.first_seen_at) as first_seen_at
    from exposures as one
    join exposures as other on other.unit_hash = one.unit_hash and other.unit = one.unit
    where one.run_id = ${bind(first, 'int')}
      and other.run_id = ${bind(second, 'int')}
      and one.other_variant is null
      and other.other_variant is null
      and one.first_seen_at <= ${until}
      and other.first_seen_at <= ${until}
  ) as shared`;
  return { units, linkedUnits: null, environmentId, horizon };
}

/** All metrics of a pair of runs in one statement, without covariates; where it fails all of them carry the reason. */
export async function measureShared(
  client: Connection,
  request: SharedRequest,
): Promise<ReadonlyMap<string, MetricEvidence>> {
  const measures = request.metrics.map((metric) => {
    const measure = measureOf(metric);
    const columns = measure.columns.slice(0, measure.outcome.kind === 'ratio' ? 2 : 1);
    return { ...measure, columns, covariates: [] };
  });
  const population = sharedPopulation(request);
  const read = await attempt(client, () => scorecardMoments(client, computedUnits(population, measures)));
  return new Map(
    request.metrics.map(({ key }, index): [string, MetricEvidence] => {
      const evidence = read.ok ? read.value.rows[index] : read;
      return [key, evidence ?? cannotSay('not-computable', 'metric-not-read')];
    }),
  );
}
