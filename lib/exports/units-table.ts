import { measureOf } from '../analysis/measure';
import type { RunMetric } from '../analysis/run-configuration';
import type { TableColumn } from './table';

/**
 * The columns of one row a unit: whose it is, and each metric's values by the metric's key. A ratio has its two terms; what
 * stands behind "before" are the covariates, in the order of the adjustment's coefficients.
 */
export function unitColumnsOf(metrics: readonly RunMetric[]): readonly TableColumn[] {
  return [
    { name: 'unit', type: 'text' },
    { name: 'variant', type: 'text' },
    { name: 'first_seen_at', type: 'instant' },
    ...metrics.flatMap((metric) => valueNames(metric).map((name): TableColumn => ({ name, type: 'number' }))),
  ];
}

function valueNames(metric: RunMetric): readonly string[] {
  const { columns, outcome } = measureOf(metric);
  const own =
    outcome.kind === 'mean' ? [metric.key] : [`${metric.key}.numerator`, `${metric.key}.denominator`];
  const before = columns.slice(own.length).map((_, index) => `${metric.key}.before_${String(index + 1)}`);
  return [...own, ...before];
}
