import type { AnalysisResult } from '../model/analysis-result';
import type { ContrastEffect, MetricResult as StoredMetric } from '../model/metric-result';
import { isEvenSplit } from '../statistics/effects/skewness';
import { isShare } from '../model/metrics/kinds';
import type { MetricResult } from './results';

/** The figures of an analysis that the rule reads. */
export function decisionResults({ metrics }: AnalysisResult): readonly MetricResult[] {
  return metrics.flatMap((metric) =>
    metric.effects.map((one): MetricResult => {
      const { contrast, effect, nonInferiority, beyondMargin, smaller } = one;
      return {
        metric: metric.key,
        variant: contrast.treatment,
        effect,
        hasEvenSplit: isEvenSplit(unitsOf(metric, contrast.reference), unitsOf(metric, contrast.treatment)),
        isOfShare: isShare(metric.kind),
        possibleImprovement: possibleImprovement(metric, one),
        ...(nonInferiority !== undefined && { nonInferiority }),
        ...(beyondMargin !== undefined && { beyondMargin }),
        ...(smaller !== undefined && { smaller }),
      };
    }),
  );
}

function unitsOf({ arms }: StoredMetric, variant: string): number {
  return arms.find((arm) => arm.variant === variant)?.n ?? 0;
}

/** The end beyond which an improvement is ruled out, relative to the size of the control mean; above 0 is better. */
export function possibleImprovement(
  { direction }: Pick<StoredMetric, 'direction'>,
  { ruleInterval }: Pick<ContrastEffect, 'ruleInterval'>,
): number | null {
  const end = ruleInterval?.ok === true ? ruleInterval.value.improvement : undefined;
  if (end?.relative.ok !== true) return null;
  return direction === 'higher-is-better' ? end.relative.value : -end.relative.value;
}
