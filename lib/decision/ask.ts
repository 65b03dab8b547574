import type { Answer, Question } from '../model/answer';
import type { Contrast } from '../model/contrast';
import { reason, type Reason, type ReasonCode } from '../model/reason';
import { studentTSf } from '../statistics/distributions/student-t';
import type { Effect } from '../statistics/effect';
import type { Direction } from '../statistics/effects/few-events';
import { testRefusal } from '../statistics/effects/skewness';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import type { EarlierAnswer } from './earlier-answers';
import type { LookCriteria } from './look-criteria';
import type { LookCriterion, Precision, TestedEstimate } from './look-criterion';
import type { PlannedMetric } from './plan';
import type { MarginFigures, MetricResult } from './results';

/** One look as a test is asked at it. */
export interface LookAsked {
  readonly number: number;
  readonly criteria: LookCriteria;
}

/** An answer with what it says for the decision. An answer without a figure ships nothing and calls nothing harmless. */
export interface AskedAnswer {
  readonly metric: PlannedMetric;
  readonly answer: Answer;
  readonly reason: Reason;
}

const REASONS: Readonly<Record<Question, { readonly yes: ReasonCode; readonly no: ReasonCode }>> = {
  better: { yes: 'significantly-better', no: 'not-significantly-better' },
  worse: { yes: 'significantly-worse', no: 'not-significantly-worse' },
  'non-inferior': { yes: 'non-inferior', no: 'not-shown-non-inferior' },
  'beyond-margin': { yes: 'beyond-margin', no: 'not-shown-beyond-margin' },
  different: { yes: 'quality-metric-differs', no: 'quality-metric-agrees' },
  smaller: { yes: 'improvement-ruled-out', no: 'improvement-not-ruled-out' },
};

/**
 * Puts one question to one metric's result. `earlier` is the same test at an earlier look: the error of a sequential test is that of ever
 * rejecting, so a rejection is not taken back, and it keeps the figures of its look.
 */
export function ask(
  question: Question,
  metric: PlannedMetric,
  contrast: Contrast,
  result: MetricResult | undefined,
  look: LookAsked,
  earlier: EarlierAnswer | undefined,
): AskedAnswer {
  const criterion = look.criteria[question];
  const tested = result === undefined ? missing() : testedBy(question, metric, result, criterion);
  const pOneSided = tested.ok ? criterion.pOneSided(tested.value) : null;
  const { alphaOneSided, alphaOneSidedAtLook } = criterion;
  const figures = pOneSided === null ? null : { pOneSided, alphaOneSided: alphaOneSidedAtLook };
  const rejects = figures !== null && figures.pOneSided < alphaOneSidedAtLook;
  const rejected = rejects || earlier?.rejected === true;
  const shown =
    earlier?.rejected === true ? earlier.shown : rejects ? { look: look.number, ...figures } : null;
  const answer: Answer = {
    contrast,
    metric: metric.key,
    question,
    alphaOneSided,
    rejected,
    shown,
    adjusted: earlier?.adjusted ?? null,
    atLook: figures === null ? (tested.ok ? missing() : tested) : say(figures),
  };
  return { metric, answer, reason: reasonOf(answer, look.number) };
}

function missing(): Extract<Outcome<never>, { readonly ok: false }> {
  return cannotSay('not-computable', 'metric-not-read');
}

function reasonOf(
  { question, metric, contrast, rejected, shown, atLook }: Answer,
  lookNumber: number,
): Reason {
  const about = { metric, variant: contrast.treatment };
  const { yes, no } = REASONS[question];
  if (rejected) {
    if (shown === null) return reason(yes, about, {});
    const { look, ...figures } = shown;
    return reason(yes, about, look === lookNumber ? figures : { ...figures, look });
  }
  return atLook.ok
    ? reason(no, about, atLook.value)
    : reason('metric-cannot-say', { ...about, question }, {});
}

/** The figures that the question is answered by; refused where there are none, or none that are numbers. */
function testedBy(
  question: Question,
  metric: PlannedMetric,
  result: MetricResult,
  criterion: LookCriterion,
): Outcome<TestedEstimate> {
  if (!result.effect.ok) return result.effect;
  const tested = figuresFor(question, metric, result, result.effect.value);
  if (!tested.ok) return tested;
  const { needsVariance, alphaOneSidedAtLook, quantileOf } = criterion;
  const { precision } = tested.value;
  const alphaOneSided = needsVariance
    ? studentTSf(quantileOf(precision), precision.degreesOfFreedom)
    : alphaOneSidedAtLook;
  const direction = directionOf(question, metric, result.effect.value);
  const { hasEvenSplit, isOfShare } = result;
  return (
    testRefusal(
      { ...result.effect.value, hasEvenSplit, isOfShare },
      { direction, alphaOneSided, needsVariance },
    ) ?? tested
  );
}

/** Where the treatment has to lie for the question to be answered with yes. */
function directionOf(
  question: Question,
  { higherIsBetter }: PlannedMetric,
  { pGreater, pLess }: Effect,
): Direction {
  if (question === 'different') return pGreater < pLess ? 'greater' : 'less';
  const isGood = question === 'better' || question === 'non-inferior';
  return isGood === higherIsBetter ? 'greater' : 'less';
}

function figuresFor(
  question: Question,
  metric: PlannedMetric,
  result: MetricResult,
  effect: Effect,
): Outcome<TestedEstimate> {
  const { difference, statistic, standardError, degreesOfFreedom, pGreater, pLess } = effect;
  if (!Number.isFinite(difference)) return missing();
  const precision = { standardError, degreesOfFreedom, mixingVariance: metric.mixingVariance ?? 0 };
  if (question === 'non-inferior') return ofMargin(result.nonInferiority, precision);
  if (question === 'beyond-margin') return ofMargin(result.beyondMargin, precision, 'beyond');
  if (question === 'smaller') return ofMargin(result.smaller, precision);
  const greater = { statistic, pOneSided: pGreater, precision };
  const less = { statistic: -statistic, pOneSided: pLess, precision };
  if (question === 'different') return checked(pGreater < pLess ? greater : less);
  return checked((question === 'better') === metric.higherIsBetter ? greater : less);
}

function ofMargin(
  margin: Outcome<MarginFigures> | undefined,
  precision: Precision,
  side: 'within' | 'beyond' = 'within',
): Outcome<TestedEstimate> {
  if (margin === undefined) return missing();
  if (!margin.ok) return margin;
  const { distanceToMargin, statistic, p, pBeyond = 1 - p } = margin.value;
  if (!Number.isFinite(distanceToMargin)) return missing();
  return checked(
    side === 'within'
      ? { statistic, pOneSided: p, precision }
      : { statistic: -statistic, pOneSided: pBeyond, precision },
  );
}

function checked(tested: TestedEstimate): Outcome<TestedEstimate> {
  const { pOneSided, precision } = tested;
  const isNumber =
    !Number.isNaN(tested.statistic) && precision.standardError >= 0 && pOneSided >= 0 && pOneSided <= 1;
  return isNumber ? say(tested) : missing();
}
