import type { ContrastEffect } from '../model/metric-result';
import type { RuleInterval, RuleIntervalEnd } from '../model/rule-interval';
import { welchDegreesOfFreedom } from '../statistics/effects/arm-comparison';
import type { ComparedArms } from '../statistics/effects/compared-arms';
import { studentTSf } from '../statistics/distributions/student-t';
import { fewEventsEnd, fewEventsMargin } from '../statistics/effects/few-events-effect';
import { intervalEnd, type IntervalEnd } from '../statistics/effects/interval-end';
import { testRefusal, type TestedEffect } from '../statistics/effects/skewness';
import { marginTest } from '../statistics/effects/margin-test';
import { say } from '../statistics/outcome';
import type { EndRule, MetricRule } from './effect-reading';
import type { RunMetric } from '../model/run-configuration';

/** Arms with what their effect says of its tests; left out: nothing. */
export interface JudgedArms extends ComparedArms {
  readonly effect?: TestedEffect;
}

export type RuleFigures = Pick<
  ContrastEffect,
  'ruleInterval' | 'nonInferiority' | 'beyondMargin' | 'smaller'
>;

type AskedMetric = Pick<RunMetric, 'role' | 'direction' | 'relativeMargin' | 'minimumEffectRelative'>;

/** What the plan's rule goes by: the interval with its two ends, and the tests of margins whose quantiles these ends have. */
export function ruleFigures(metric: AskedMetric, arms: JudgedArms, rule: MetricRule): RuleFigures {
  const { control, treatment, varianceShared = 0 } = arms;
  const { role, relativeMargin, minimumEffectRelative } = metric;
  const difference = {
    standardError: Math.sqrt(control.samplingVariance + treatment.samplingVariance),
    degreesOfFreedom: welchDegreesOfFreedom(control, treatment),
  };
  const higherIsBetter = metric.direction === 'higher-is-better';
  const marginAt = (end: EndRule, margin: number, isGoodUp: boolean) =>
    arms.fewEvents !== undefined && !end.needsVariance
      ? fewEventsMargin(arms.fewEvents, { relativeMargin: margin, higherIsBetter: isGoodUp })
      : marginTest(control, treatment, {
          relativeMargin: margin,
          higherIsBetter: isGoodUp,
          quantile: end.quantileOf(difference),
          varianceShared,
        });
  const figures = { ruleInterval: say(ruleInterval(arms, rule, difference, higherIsBetter)) };
  if (role === 'guardrail' && relativeMargin !== null) {
    return {
      ...figures,
      nonInferiority: marginAt(rule.atLeast, relativeMargin, higherIsBetter),
      beyondMargin: marginAt(rule.atMost, relativeMargin, higherIsBetter),
    };
  }
  if (role !== 'success' || minimumEffectRelative === null || rule.improvement === null) return figures;
  // An improvement of that size is the margin of a metric whose good direction is the other one.
  return { ...figures, smaller: marginAt(rule.improvement, minimumEffectRelative, !higherIsBetter) };
}

function ruleInterval(
  arms: JudgedArms,
  { atLeast, atMost, improvement }: MetricRule,
  difference: Parameters<EndRule['quantileOf']>[0],
  higherIsBetter: boolean,
): RuleInterval {
  const end = (rule: EndRule, side: 'lower' | 'upper'): RuleIntervalEnd => {
    const { question, alphaOneSided, alphaOneSidedAtLook, quantileOf } = rule;
    return {
      question,
      alphaOneSided,
      alphaOneSidedAtLook,
      ...endOf(arms, rule, side, { ...difference, quantile: quantileOf(difference) }),
    };
  };
  const best = higherIsBetter ? 'upper' : 'lower';
  return {
    lower: end(higherIsBetter ? atLeast : atMost, 'lower'),
    upper: end(higherIsBetter ? atMost : atLeast, 'upper'),
    ...(improvement !== null && { improvement: end(improvement, best) }),
  };
}

/** An end is said where its test may be asked, and by the same test. */
function endOf(
  { control, treatment, varianceShared = 0, fewEvents, effect = {} }: JudgedArms,
  { alphaOneSidedAtLook, needsVariance }: EndRule,
  side: 'lower' | 'upper',
  { quantile, degreesOfFreedom }: { readonly quantile: number; readonly degreesOfFreedom: number },
): IntervalEnd {
  const direction = side === 'lower' ? 'greater' : 'less';
  const alphaOneSided = needsVariance ? studentTSf(quantile, degreesOfFreedom) : alphaOneSidedAtLook;
  const refusal = testRefusal(effect, { direction, alphaOneSided, needsVariance });
  if (refusal !== undefined) return { difference: refusal, relative: refusal };
  return fewEvents !== undefined && !needsVariance && alphaOneSided > 0
    ? fewEventsEnd(fewEvents, direction, alphaOneSided)
    : intervalEnd(control, treatment, { side, quantile, varianceShared });
}
