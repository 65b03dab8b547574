import type { AnalysisResult } from '../model/analysis-result';
import { isSameContrast } from '../model/contrast';
import type { RunDecision } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { addsUp } from '../model/metrics/kinds';
import type { MonthlyImpact } from '../model/monthly-impact';
import type { RuleIntervalEnd } from '../model/rule-interval';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { earlyStopEstimates, type ToldStoppedEstimate } from '../model/early-stop-estimates';

/**
 * What each variant would change in a month if everybody got it, of every success metric and guardrail: stored figures per unit times the
 * stored units of a month, which are taken as known. So its interval lies where the plan's rule has its own.
 */
export function monthlyImpacts(
  result: AnalysisResult,
  decision: RunDecision | null,
): readonly MonthlyImpact[] {
  const estimates = earlyStopEstimates(decision);
  return result.metrics
    .filter(({ role }) => role !== 'quality')
    .flatMap((metric) =>
      metric.effects.map((one) => ({
        metric: metric.key,
        contrast: one.contrast,
        impact: impactOf(metric, one, result.traffic, estimates),
      })),
    );
}

/** Units of time: nobody asks for the milliseconds of a month. */
const timeUnits = /^(ms|s|secs?|seconds?|milliseconds?|min|mins|minutes?|h|hrs?|hours?|days?)$/iu;

function impactOf(
  { key, kind, unit }: MetricResult,
  { contrast, effect, ruleInterval }: ContrastEffect,
  traffic: AnalysisResult['traffic'],
  estimates: readonly ToldStoppedEstimate[],
): MonthlyImpact['impact'] {
  if (!addsUp(kind)) return cannotSay('not-computable', 'no-monthly-total', { kind });
  if (timeUnits.test(unit.trim())) return cannotSay('not-computable', 'no-monthly-total-of-time');
  if (!effect.ok) return effect;
  if (traffic === undefined || ruleInterval === undefined)
    return cannotSay('not-computable', 'traffic-not-kept');
  if (!traffic.ok) return traffic;
  const { unitsPerMonth } = traffic.value;
  const end = (side: 'lower' | 'upper') =>
    ruleInterval.ok ? timesUnits(ruleInterval.value[side], unitsPerMonth) : ruleInterval;
  const allowing = estimates.find((one) => one.metric === key && isSameContrast(one.contrast, contrast));
  return say({
    unitsPerMonth,
    change: effect.value.difference * unitsPerMonth,
    lower: end('lower'),
    upper: end('upper'),
    allowingForStop: allowing === undefined ? null : allowingForStop(allowing, unitsPerMonth),
  });
}

function timesUnits({ difference }: RuleIntervalEnd, units: number): Outcome<number> {
  return difference.ok ? say(difference.value * units) : difference;
}

function allowingForStop({ look, difference, interval, alphaOneSided }: ToldStoppedEstimate, units: number) {
  return {
    look,
    change: difference * units,
    interval: { lower: interval.lower * units, upper: interval.upper * units },
    alphaOneSided,
  };
}
