import type { Measure } from '../../../model/metrics/measure';
import type { UnitRowsRequest, UnitRowsStatements } from '../../read';
import { joined, nothing, sql, type Fragment } from './fragment';
import { placed, unitColumns } from './measured-columns';
import { populationWhere } from './population-of';
import { UnitValues, type Population } from './unit-values';

/** What opens the cursor of `unit-rows.ts`. Whether units are linked is known in its snapshot alone, so it is written for both. */
export function unitRowsStatements({ scope, measures }: UnitRowsRequest): UnitRowsStatements {
  const cursorOver = (isLinked: boolean) =>
    sql`declare unit_rows no scroll cursor for ${unitRowsStatement(populationWhere(scope, isLinked), measures)}`.render();
  return { environmentId: scope.environmentId, linked: cursorOver(true), unlinked: cursorOver(false) };
}

/**
 * One row a unit, with the values from which the moments of an analysis at the same horizon were taken, in the order of
 * the primary key. Values are not capped: a cap belongs to the arms together.
 *
 *     unit   | variant | first_seen_at       | m1_value | m2_value
 *     user-7 |       0 | 2026-11-23 10:00:00 |     19.9 |        1
 */
function unitRowsStatement(population: Population, measures: readonly Measure[]): Fragment {
  const values = new UnitValues(population);
  const columns = placed(measures).flatMap((measure) => unitColumns(values, measure));
  // A statement has no tables of events where nothing is measured.
  const selected = joined(
    [sql`unit.unit`, sql`unit.variant::int`, sql`unit.first_seen_at`, ...columns],
    sql`,
  `,
  );
  const from =
    columns.length === 0
      ? sql`(select unit_hash, unit, variant, first_seen_at ${population.units}) as unit`
      : values.from();
  return sql`
${columns.length === 0 ? nothing : sql`with ${values.tables()}`}
select
  ${selected}
from ${from}
order by unit.unit_hash, unit.unit`;
}
