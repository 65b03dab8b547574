import type { EndRule, MetricRule } from '../analysis/effect-reading';
import type { Question } from '../model/answer';
import type { CriteriaOf } from './look-criteria';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';

/** The ends of each metric's interval at a look: each is that of a test that the rule asks, so that no interval contradicts an answer. */
export function metricRules(
  { metrics }: ExperimentPlan,
  criteriaOf: CriteriaOf,
): (metric: string) => MetricRule | null {
  const rules = new Map(metrics.map((metric) => [metric.key, metricRule(metric, criteriaOf)]));
  return (metric) => rules.get(metric) ?? null;
}

function metricRule(metric: PlannedMetric, criteriaOf: CriteriaOf): MetricRule {
  const criteria = criteriaOf(metric.key);
  const end = (question: Question): EndRule => {
    const { alphaOneSided, alphaOneSidedAtLook, needsVariance, quantileOf } = criteria[question];
    return {
      question,
      alphaOneSided,
      alphaOneSidedAtLook,
      needsVariance,
      quantileOf: (difference) => quantileOf({ ...difference, mixingVariance: metric.mixingVariance ?? 0 }),
    };
  };
  if (metric.role === 'quality') {
    return { atLeast: end('different'), atMost: end('different'), improvement: null };
  }
  if (metric.role === 'success') {
    return { atLeast: end('better'), atMost: end('worse'), improvement: end('smaller') };
  }
  return hasMargin(metric)
    ? { atLeast: end('non-inferior'), atMost: end('worse'), improvement: null }
    : { atLeast: end('worse'), atMost: end('worse'), improvement: null };
}
