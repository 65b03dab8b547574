import type { Outcome } from '../../statistics/outcome';
import { cannotSay, say } from '../../statistics/outcome';
import {
  plannedNonInferiority,
  plannedSuperiority,
  type MetricBaseline,
  type StandardizedTest,
} from '../../statistics/power/metric-test';
import { sampleSize } from '../../statistics/power/sample-size';
import { alwaysValidInflation, groupSequentialInflation } from '../../statistics/power/sequential-inflation';
import { correctedErrors } from '../corrections';
import { hasMargin, designFault, type ExperimentPlan, type PlannedMetric } from '../plan';
import type { Spending } from '../../statistics/sequential/group-sequential';
import { remembering } from './remembered';
import { powerPerTest } from './power-per-test';

/** What is expected of a metric: its baseline, and the relative difference the plan wants to find (0 for a guardrail). */
export interface ExpectedMetric {
  readonly key: string;
  readonly baseline: MetricBaseline;
  readonly relativeDifference: number;
  /** Variance in the treatment that moves so over that in the control; left out: the same. */
  readonly varianceRatio?: number;
}

export interface MetricSize {
  readonly metric: string;
  /** Real numbers; the looks' inflation is in them. */
  readonly controlUnits: number;
  readonly inflation: number;
  /** Level of its test over all looks, one-sided. */
  readonly alphaOneSided: number;
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
 * Units with which the decision has the plan's power at least, by Bonferroni: where the search of `decisionSize` begins. Each success metric and each guardrail with a margin is
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
  const fault = designFault(plan);
  if (fault !== null) return fault;
  const power = powerPerTest(plan);
  if (!power.ok) return power;
  const metrics: MetricSize[] = [];
  const isExpected = ({ key }: PlannedMetric): boolean => expected.some((one) => one.key === key);
  const successes = plan.metrics.filter(({ role }) => role === 'success');
  // One success is enough to ship: those of which nothing is expected need no size of their own.
  const sized = successes.some(isExpected) ? successes.filter(isExpected) : successes;
  for (const metric of [...sized, ...plan.metrics.filter(hasMargin)]) {
    const expectation = expected.find(({ key }) => key === metric.key);
    if (expectation === undefined)
      return cannotSay('invalid-input', 'no-expectation-of-metric', { metric: metric.key });
    const size = metricSize(plan, metric, { expectation, treatmentToControlRatio, power: power.value });
    if (!size.ok) return size;
    metrics.push(size.value);
  }
  const largest = metrics.reduce((a, b) => (b.controlUnits > a.controlUnits ? b : a));
  const { controlUnits } = largest;
  const treatmentUnits = controlUnits * treatmentToControlRatio;
  const totalUnits = controlUnits + treatmentUnits * plan.treatments.length;
  return say({ metrics, forcedBy: largest.metric, controlUnits, treatmentUnits, totalUnits });
}

interface SizeQuestion {
  readonly expectation: ExpectedMetric;
  readonly treatmentToControlRatio: number;
  readonly power: number;
}

function metricSize(
  plan: ExperimentPlan,
  metric: PlannedMetric,
  { expectation, treatmentToControlRatio, power }: SizeQuestion,
): Outcome<MetricSize> {
  const errors = correctedErrors(plan);
  const success = metric.role === 'success';
  // One-sided at the share that lies on the better side: an effect found on the other one ships nothing.
  const alpha = success ? errors.alphaPerSuccess / plan.sides : errors.alphaPerGuardrail;
  const question = standardizedQuestion(metric, expectation);
  if (!question.ok) return question;
  const fixed = sampleSize({
    ...question.value,
    treatmentVarianceRatio: expectation.varianceRatio ?? 1,
    treatmentToControlRatio,
    alpha,
    power,
    sides: 1,
  });
  if (!fixed.ok) return fixed;
  const inflation = inflationOf(plan, alpha, power);
  if (!inflation.ok) return inflation;
  const controlUnits = fixed.value.controlUnits * inflation.value;
  return say({ metric: metric.key, controlUnits, inflation: inflation.value, alphaOneSided: alpha });
}

export function standardizedQuestion(
  metric: PlannedMetric,
  { baseline, relativeDifference }: ExpectedMetric,
): Outcome<StandardizedTest> {
  return hasMargin(metric)
    ? plannedNonInferiority(baseline, metric.relativeMargin, relativeDifference, metric.higherIsBetter)
    : plannedSuperiority(baseline, relativeDifference, metric.higherIsBetter);
}

/** What the plan's looks cost one of its one-sided tests. */
export function inflationOf({ method }: ExperimentPlan, alpha: number, power: number): Outcome<number> {
  if (method.kind === 'fixed') return say(1);
  if (method.kind === 'group-sequential')
    return sequentialInflation(method.spending, method.looks, alpha, power);
  const inflation = alwaysValidInflation(alpha, 1, power);
  return inflation.ok ? say(inflation.value.inflation) : inflation;
}

const sequentialInflation = remembering(
  (spending: Spending, looks: readonly number[], alpha: number, power: number) =>
    `${spending} ${alpha} ${power} ${looks.join()}`,
  (spending, looks, alpha, power): Outcome<number> => {
    const design = { alpha, sides: 1, spending, informationFractions: looks } as const;
    const inflation = groupSequentialInflation(design, power);
    return inflation.ok ? say(inflation.value.inflation) : inflation;
  },
);
