import type { Outcome } from '../statistics/outcome';
import { cannotSay, say } from '../statistics/outcome';
import {
  plannedNonInferiority,
  plannedSuperiority,
  type MetricBaseline,
  type StandardizedTest,
} from '../statistics/power/metric-test';
import { sampleSize } from '../statistics/power/sample-size';
import { alwaysValidInflation, groupSequentialInflation } from '../statistics/power/sequential-inflation';
import { correctedErrors } from './corrections';
import { hasMargin, planFault, type ExperimentPlan, type PlannedMetric } from './plan';

/** What is expected of a metric: its baseline, and the relative difference the plan wants to find (0 for a guardrail). */
export interface ExpectedMetric {
  readonly key: string;
  readonly baseline: MetricBaseline;
  readonly relativeDifference: number;
}

export interface MetricSize {
  readonly metric: string;
  /** Real numbers; the looks' inflation is in them. */
  readonly controlUnits: number;
  readonly inflation: number;
}

export interface PlanSize {
  readonly metrics: readonly MetricSize[];
  /** The metric that needs most; the plan is as large as it asks. */
  readonly forcedBy: string;
  readonly controlUnits: number;
  /** Of each treatment. */
  readonly treatmentUnits: number;
  readonly totalUnits: number;
}

/**
 * Units a plan needs so that its decision has the plan's power: each success metric and each guardrail with a margin is
 * sized with the corrected alpha and power and the looks' inflation, and the largest wins.
 *
 * Unit: units of randomisation, real numbers to be rounded up per arm. `treatmentToControlRatio` holds for every
 * treatment. Refused: what the plan, the baselines or the sizes refuse, and a needed metric without expectation.
 */
export function planSize(
  plan: ExperimentPlan,
  expected: readonly ExpectedMetric[],
  treatmentToControlRatio: number,
): Outcome<PlanSize> {
  const fault = planFault(plan);
  if (fault !== null) return cannotSay('invalid-input', fault);
  const metrics: MetricSize[] = [];
  for (const metric of plan.metrics.filter((one) => one.role === 'success' || hasMargin(one))) {
    const expectation = expected.find(({ key }) => key === metric.key);
    if (expectation === undefined) return cannotSay('invalid-input', `Nothing is expected of ${metric.key}.`);
    const size = metricSize(plan, metric, expectation, treatmentToControlRatio);
    if (!size.ok) return size;
    metrics.push(size.value);
  }
  const largest = metrics.reduce((a, b) => (b.controlUnits > a.controlUnits ? b : a));
  const { controlUnits } = largest;
  const treatmentUnits = controlUnits * treatmentToControlRatio;
  const totalUnits = controlUnits + treatmentUnits * plan.treatments.length;
  return say({ metrics, forcedBy: largest.metric, controlUnits, treatmentUnits, totalUnits });
}

function metricSize(
  plan: ExperimentPlan,
  metric: PlannedMetric,
  expectation: ExpectedMetric,
  treatmentToControlRatio: number,
): Outcome<MetricSize> {
  const errors = correctedErrors(plan);
  const success = metric.role === 'success';
  // One-sided at the share that lies on the better side: an effect found on the other one ships nothing.
  const alpha = success ? errors.alphaPerSuccess / plan.sides : errors.alphaPerGuardrail;
  const question = standardized(metric, expectation);
  if (!question.ok) return question;
  const fixed = sampleSize({
    ...question.value,
    treatmentToControlRatio,
    alpha,
    power: errors.powerPerTest,
    sides: 1,
  });
  if (!fixed.ok) return fixed;
  const inflation = inflationOf(plan, alpha, errors.powerPerTest);
  if (!inflation.ok) return inflation;
  const controlUnits = fixed.value.controlUnits * inflation.value;
  return say({ metric: metric.key, controlUnits, inflation: inflation.value });
}

function standardized(
  metric: PlannedMetric,
  { baseline, relativeDifference }: ExpectedMetric,
): Outcome<StandardizedTest> {
  return hasMargin(metric)
    ? plannedNonInferiority(baseline, metric.relativeMargin, relativeDifference, metric.higherIsBetter)
    : plannedSuperiority(baseline, relativeDifference, metric.higherIsBetter);
}

/** What the plan's looks cost one of its one-sided tests. */
function inflationOf({ method }: ExperimentPlan, alpha: number, power: number): Outcome<number> {
  if (method.kind === 'fixed') return say(1);
  const design = { alpha, sides: 1 } as const;
  const inflation =
    method.kind === 'always-valid'
      ? alwaysValidInflation(alpha, 1, power)
      : groupSequentialInflation(
          { ...design, spending: method.spending, informationFractions: method.looks },
          power,
        );
  return inflation.ok ? say(inflation.value.inflation) : inflation;
}
