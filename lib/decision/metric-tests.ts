import { say, type Outcome } from '../statistics/outcome';
import { correctedErrors } from './corrections';
import { lookCriterion, type Contrast, type LookCriterion } from './look-criterion';
import type { ExperimentPlan, PlannedMetric } from './plan';
import { reason, type Reason, type ReasonCode } from './reason';
import type { MetricResult, ShownAt, SignificantTest } from './results';

/** The criteria of one look, one per kind of test; they depend on the plan and the looks alone. */
export interface LookCriteria {
  readonly better: LookCriterion;
  readonly nonInferior: LookCriterion;
  readonly worse: LookCriterion;
  /** Two-sided: half of the test's alpha on each side. */
  readonly different: LookCriterion;
}

/** Of a metric with `informationFractions`; the error is spent by the clock of all metrics. */
export function lookCriteria(
  plan: ExperimentPlan,
  lookFractions: readonly number[],
  informationFractions: readonly number[] = lookFractions,
): Outcome<LookCriteria> {
  const errors = correctedErrors(plan);
  const criterion = (alpha: number) => lookCriterion(plan, { lookFractions, informationFractions }, alpha);
  const better = criterion(errors.alphaPerSuccess / plan.sides);
  const nonInferior = criterion(errors.alphaPerGuardrail);
  const worse = criterion(errors.alphaPerDeterioration);
  const different = criterion(errors.alphaPerDeterioration / 2);
  if (!better.ok) return better;
  if (!nonInferior.ok) return nonInferior;
  if (!worse.ok) return worse;
  if (!different.ok) return different;
  return say({
    better: better.value,
    nonInferior: nonInferior.value,
    worse: worse.value,
    different: different.value,
  });
}

/** The answer of one test. `cannotSay` is neither: it ships nothing and calls nothing harmless. */
export interface Answer {
  readonly answer: 'significant' | 'not-significant' | 'cannot-say';
  readonly reason: Reason;
  /** Of a significant test: where it first was; absent where that was not kept. */
  readonly shown?: ShownAt | undefined;
}

/** One look as a test is asked at it. */
export interface LookAsked {
  readonly number: number;
  readonly criteria: LookCriteria;
}

export type Question = SignificantTest['question'];

const REASONS: Readonly<Record<Question, { readonly yes: ReasonCode; readonly no: ReasonCode }>> = {
  better: { yes: 'significantly-better', no: 'not-significantly-better' },
  worse: { yes: 'significantly-worse', no: 'not-significantly-worse' },
  'non-inferior': { yes: 'non-inferior', no: 'not-shown-non-inferior' },
  different: { yes: 'quality-metric-differs', no: 'quality-metric-agrees' },
};

/**
 * Puts one question to one metric's result. `earlier` is the same test where it was significant at an earlier look: the error of
 * a sequential test is that of ever rejecting, so a rejection is not taken back, and it keeps the figures of its look.
 */
export function ask(
  question: Question,
  metric: PlannedMetric,
  variant: string,
  result: MetricResult | undefined,
  look: LookAsked,
  earlier: SignificantTest | undefined,
): Answer {
  const about = { metric: metric.key, variant };
  const { yes, no } = REASONS[question];
  if (earlier !== undefined) {
    const { shown } = earlier;
    return { answer: 'significant', reason: reason(yes, about, { ...shown }), shown };
  }
  const contrast = result === undefined ? null : contrastOf(question, metric, result);
  if (contrast === null) return { answer: 'cannot-say', reason: reason('metric-cannot-say', about, {}) };
  const { criteria } = look;
  const criterion = question === 'non-inferior' ? criteria.nonInferior : criteria[question];
  const figures = { pOneSided: contrast.pOneSided, alphaOneSided: criterion.alphaOneSided };
  if (!criterion.rejects(contrast)) {
    return { answer: 'not-significant', reason: reason(no, about, figures) };
  }
  const shown = { look: look.number, ...figures };
  return { answer: 'significant', reason: reason(yes, about, figures), shown };
}

/** The figures that the question is answered by; null where there are none, or none that are numbers. */
function contrastOf(question: Question, metric: PlannedMetric, result: MetricResult): Contrast | null {
  const contrast = unchecked(question, metric, result);
  if (contrast === null) return null;
  const { estimate, standardError, pOneSided } = contrast;
  const isNumber = Number.isFinite(estimate) && standardError >= 0 && pOneSided >= 0 && pOneSided <= 1;
  return isNumber ? contrast : null;
}

function unchecked(question: Question, metric: PlannedMetric, result: MetricResult): Contrast | null {
  const mixingVariance = metric.mixingVariance ?? 0;
  if (question === 'non-inferior') {
    if (result.nonInferiority?.ok !== true) return null;
    const { distanceToMargin, standardError, p } = result.nonInferiority.value;
    return { estimate: distanceToMargin, standardError, pOneSided: p, mixingVariance };
  }
  if (!result.effect.ok) return null;
  const { difference, standardError, pGreater, pLess } = result.effect.value;
  const greater = { estimate: difference, standardError, pOneSided: pGreater, mixingVariance };
  const less = { estimate: -difference, standardError, pOneSided: pLess, mixingVariance };
  if (question === 'different') return pGreater < pLess ? greater : less;
  return (question === 'better') === metric.higherIsBetter ? greater : less;
}
