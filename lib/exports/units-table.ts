import type { MetricResult } from '../model/metric-result';
import { withAttributes } from '../model/metrics/attribute-covariates';
import { measureOf, sourceOf } from '../model/metrics/kinds';
import { isOverEvents, type Measure } from '../model/metrics/measure';
import type { RunMetric } from '../model/run-configuration';
import type { TableColumn } from './table';

/** A metric of the run whose values are not in the rows, and why. */
export interface LeftOut {
  readonly metric: string;
  readonly reason: string;
}

/**
 * The metrics whose values rows of units can have, and those that they cannot: the rows of a source are not here any more once an
 * analysis has read them, a figure over events has as many values as a unit had events, and what failed in the analysis (`failures`, by key) has no values and would fail the rows of all.
 */
export function unitMetricsOf(
  metrics: readonly RunMetric[],
  failures: ReadonlyMap<string, string>,
): { readonly written: readonly RunMetric[]; readonly leftOut: readonly LeftOut[] } {
  const leftOut = metrics.flatMap((metric): LeftOut[] => {
    const source = sourceOf(metric);
    if (source !== null) return [{ metric: metric.key, reason: `It reads the source "${source}".` }];
    if (isOverEvents(measureOf(metric)))
      return [{ metric: metric.key, reason: 'It is a figure over events, and a row is a unit.' }];
    const failure = failures.get(metric.key);
    return failure === undefined ? [] : [{ metric: metric.key, reason: failure }];
  });
  const written = metrics.filter(({ key }) => !leftOut.some(({ metric }) => metric === key));
  return { written, leftOut };
}

/** How an analysis found the attributes of metrics' covariates. */
export type FoundAttributes = readonly Pick<MetricResult, 'key' | 'attributes'>[];

/** What is read of a unit for a metric, with the attributes that the analysis adjusted for. */
export function unitMeasureOf(metric: RunMetric, found: FoundAttributes): Measure {
  const known = found.find(({ key }) => key === metric.key)?.attributes ?? [];
  return withAttributes(measureOf(metric), known);
}

/**
 * The columns of one row a unit: whose it is, and each metric's values by the metric's key. A ratio has its two terms; what
 * stands behind "before" are the covariates, in the order of the adjustment's coefficients, which the analysis names.
 */
export function unitColumnsOf(metrics: readonly RunMetric[], found: FoundAttributes): readonly TableColumn[] {
  return [
    { name: 'unit', type: 'text' },
    { name: 'variant', type: 'text' },
    { name: 'first_seen_at', type: 'instant' },
    ...metrics.flatMap((metric) =>
      valueNames(metric.key, unitMeasureOf(metric, found)).map((name): TableColumn => ({
        name,
        type: 'number',
      })),
    ),
  ];
}

function valueNames(key: string, { columns, outcome }: Measure): readonly string[] {
  const own = outcome.kind === 'mean' ? [key] : [`${key}.numerator`, `${key}.denominator`];
  const before = columns.slice(own.length).map((_, index) => `${key}.before_${String(index + 1)}`);
  return [...own, ...before];
}
