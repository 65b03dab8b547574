import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import type { BreakdownPart, MetricBreakdown } from '../model/breakdown';
import type { MetricResult } from '../model/metric-result';
import type { BreakdownEvidence } from './evidence';
import { measureOf } from '../model/metrics/kinds';
import type { AggregateValue, Measure } from '../model/metrics/measure';
import type { Breakdown } from '../model/metrics/parts';
import type { MetricMeaning } from '../model/metrics/kinds';
import type { RunMetric, RunVariant } from '../model/run-configuration';

/** What has to be read for a breakdown: the metric's own value, the property, and which units count. */
export interface BreakdownMeasure extends Breakdown {
  readonly value: AggregateValue;
  readonly complete: Measure['complete'];
}

/** Null: the metric is not broken down. */
export function breakdownOf(metric: MetricMeaning): BreakdownMeasure | null {
  if (!('breakdown' in metric.definition) || metric.definition.breakdown === undefined) return null;
  const { columns, complete } = measureOf(metric);
  const [value] = columns;
  return value?.kind === 'aggregate' ? { ...metric.definition.breakdown, value, complete } : null;
}

/**
 * The figure of each value of the property, per variant: the total of its events over all units of the variant, so that the parts of a count
 * or a sum add up to the metric before its caps. No test, no interval, and no decision reads it.
 * `refusal`: why there is none of any metric; null: nothing stands against them.
 */
export function breakdowns(
  metrics: readonly RunMetric[],
  variants: readonly RunVariant[],
  read: ReadonlyMap<string, BreakdownEvidence>,
  results: readonly MetricResult[],
  refusal: CannotSay | null,
): readonly MetricBreakdown[] {
  return metrics.flatMap((metric) => {
    const wanted = breakdownOf(metric);
    const result = results.find(({ key }) => key === metric.key);
    if (wanted === null || result === undefined) return [];
    const parts = refusal ?? partsOf(read.get(metric.key), variants, result);
    return [{ metric: metric.key, property: wanted.property, parts }];
  });
}

function partsOf(
  read: BreakdownEvidence | undefined,
  variants: readonly RunVariant[],
  { arms, failure }: MetricResult,
): Outcome<readonly BreakdownPart[]> {
  if (failure !== null) return failure;
  if (read?.ok !== true) return read ?? cannotSay('not-computable', 'breakdown-not-read');
  return say(
    read.parts.map(({ part, value, totals }) => ({
      part,
      value,
      arms: variants.map(({ key }, position) => {
        const n = arms.find(({ variant }) => variant === key)?.n ?? 0;
        const total = totals.find(({ variant }) => variant === position)?.total ?? 0;
        return { variant: key, n, mean: n === 0 ? 0 : total / n };
      }),
    })),
  );
}
