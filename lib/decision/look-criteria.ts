import type { Question } from '../model/answer';
import { say, type Outcome } from '../statistics/outcome';
import { lookCriterion, type LookCriterion } from './look-criterion';
import type { ExperimentPlan } from './plan';
import { questionLevels } from './question-levels';
import { ownMember } from '../model/own-member';

/** The criteria of one look, one for each kind of test; they depend on the plan and the looks alone. */
export type LookCriteria = Readonly<Record<Question, LookCriterion>>;

export type MetricFractions = Readonly<Record<string, readonly number[]>>;

/** Criteria by metric: those that know as much as the slowest share theirs. */
export type CriteriaOf = (metric: string) => LookCriteria;

/** Computed once for a plan and a look, for all metrics, ends and tests of it. */
export function criteriaAt(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  metricFractions: MetricFractions = {},
): Outcome<CriteriaOf> {
  const shared = criteriaOf(plan, lookFractions, lookFractions);
  if (!shared.ok) return shared;
  const own = new Map<string, LookCriteria>();
  for (const { key } of plan.metrics) {
    const fractions = ownMember(metricFractions, key);
    if (fractions === undefined) continue;
    const criteria = criteriaOf(plan, lookFractions, fractions);
    if (!criteria.ok) return criteria;
    own.set(key, criteria.value);
  }
  return say((metric) => own.get(metric) ?? shared.value);
}

/** Of a metric with `informationFractions`; the error is spent by the clock of all metrics. Tests of one level share their bounds. */
function criteriaOf(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  informationFractions: readonly number[],
): Outcome<LookCriteria> {
  const levels = questionLevels(plan);
  const byLevel = new Map<number, LookCriterion>();
  for (const { alphaOneSided } of Object.values(levels)) {
    if (byLevel.has(alphaOneSided)) continue;
    const criterion = lookCriterion(plan, { lookFractions, informationFractions }, alphaOneSided);
    if (!criterion.ok) return criterion;
    byLevel.set(alphaOneSided, criterion.value);
  }
  const at = (question: Question): LookCriterion => {
    const criterion = byLevel.get(levels[question].alphaOneSided);
    if (criterion === undefined) throw new Error(`No level was computed for "${question}".`);
    return criterion;
  };
  return say({
    better: at('better'),
    worse: at('worse'),
    'non-inferior': at('non-inferior'),
    'beyond-margin': at('beyond-margin'),
    different: at('different'),
    smaller: at('smaller'),
  });
}
