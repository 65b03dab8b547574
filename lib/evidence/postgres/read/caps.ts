import type { Cap } from '../../../model/metrics/measure';
import { bind, joined, nothing, sql, type Fragment } from './fragment';
import { capColumn, valueColumn, type NamedMetric } from './measured-columns';

/** A cap's value as an aggregate over all units: the type-7 quantile. */
export function capValue(cap: Cap, metric: NamedMetric): Fragment {
  const order = bind(cap.quantile, 'float8');
  return sql`percentile_cont(${order}) within group (order by ${valueColumn(metric, cap.column)}) as ${capColumn(metric, cap)}`;
}

/** A column cut at its caps, which `read` writes; null stays null. */
export function cutColumn(
  of: number,
  { caps, metric }: { readonly caps: readonly Cap[]; readonly metric: NamedMetric },
  read: (cap: Cap) => Fragment,
): Fragment {
  const name = valueColumn(metric, of);
  const own = caps.filter((cap) => cap.column === of);
  if (own.length === 0) return name;
  const cut = own.map(
    (cap) => sql` when ${name} ${cap.side === 'upper' ? sql`>` : sql`<`} ${read(cap)} then ${read(cap)}`,
  );
  return sql`case${joined(cut, nothing)} else ${name} end as ${name}`;
}
