import type { PlannedBaseline } from '../../model/planning';
import { normalIsf } from '../../statistics/distributions/normal';
import { cannotSay, say, type Outcome } from '../../statistics/outcome';
import { minimumDetectableEffect } from '../../statistics/power/minimum-detectable-effect';
import { contrastVariance } from '../../statistics/power/t-test-power';
import { correctedErrors } from '../corrections';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from '../plan';
import { areMany, detectableChange } from './detectable-change';
import { inflationOf } from './plan-size';
import type { MovingMean } from './planned-variance';

/** What a plan asks of one metric, and how strictly. */
export interface PlannedTest {
  readonly question: 'better' | 'non-inferior' | 'worse' | 'different';
  /** Over all looks. */
  readonly alphaOneSided: number;
  /** Power that its detectable effect is said for. */
  readonly power: number;
  /** Planned units over those of a single look. */
  readonly inflation: number;
}

/** The question that matters most of a metric, with its level. */
export function plannedQuestion(
  plan: ExperimentPlan,
  metric: PlannedMetric,
): Pick<PlannedTest, 'question' | 'alphaOneSided'> {
  const errors = correctedErrors(plan);
  if (metric.role === 'success')
    return { question: 'better', alphaOneSided: errors.alphaPerSuccess / plan.sides };
  if (metric.role === 'quality')
    return { question: 'different', alphaOneSided: errors.alphaPerDeterioration / 2 };
  return hasMargin(metric)
    ? { question: 'non-inferior', alphaOneSided: errors.alphaPerGuardrail }
    : { question: 'worse', alphaOneSided: errors.alphaPerDeterioration };
}

export function plannedTest(
  plan: ExperimentPlan,
  metric: PlannedMetric,
  power: number,
): Outcome<PlannedTest> {
  const question = plannedQuestion(plan, metric);
  const inflation = inflationOf(plan, question.alphaOneSided, power);
  return inflation.ok ? say({ ...question, power, inflation: inflation.value }) : inflation;
}

/**
 * The smallest relative change of the control mean that the test finds with its power: of a guardrail with a margin, the smallest
 * margin that it is shown to be within when nothing changes; of a quality metric, the one that is found up and down. Unit: share of
 * the size of the mean, positive. Refused: a mean of 0, and what `detectableChange` and `minimumDetectableEffect` refuse.
 */
export function detectableRelative(
  metric: Pick<PlannedMetric, 'higherIsBetter'>,
  test: PlannedTest,
  baseline: KnownMetric,
  { controlUnits, ratio }: { readonly controlUnits: number; readonly ratio: number },
): Outcome<number> {
  const { mean, variance, varianceReduction } = baseline;
  if (!(Math.abs(mean) > 0)) return cannotSay('invalid-input', 'baseline-mean-zero');
  const deviation = Math.sqrt(variance * (1 - varianceReduction)) / Math.abs(mean);
  const { question, alphaOneSided, power } = test;
  const sizes = { controlUnits: controlUnits / test.inflation, ratio };
  if (question === 'non-inferior') return detectableMargin(metric, test, { mean, deviation, ...sizes });
  const good = metric.higherIsBetter ? 1 : -1;
  const bad = metric.higherIsBetter ? -1 : 1;
  const directions = { better: [good], worse: [bad], different: [1, -1] } as const;
  let largest = 0;
  for (const direction of directions[question]) {
    const found = detectableChange(baseline, { alphaOneSided, power, deviation, ...sizes }, direction);
    if (!found.ok) return found;
    largest = Math.max(largest, found.value);
  }
  return say(largest);
}

type KnownMetric = Omit<PlannedBaseline, 'source' | 'units'> & MovingMean;

interface MarginQuestion {
  readonly mean: number;
  readonly deviation: number;
  readonly controlUnits: number;
  readonly ratio: number;
}

function detectableMargin(
  { higherIsBetter }: Pick<PlannedMetric, 'higherIsBetter'>,
  { alphaOneSided: alpha, power }: PlannedTest,
  { mean, deviation, controlUnits, ratio }: MarginQuestion,
): Outcome<number> {
  const side = higherIsBetter === mean > 0 ? 1 : -1;
  const withCoefficient = (controlCoefficient: number): Outcome<number> => {
    const design = { treatmentToControlRatio: ratio, alpha, sides: 1, controlCoefficient } as const;
    if (areMany(controlUnits, ratio)) {
      const deviations = normalIsf(alpha) - normalIsf(power);
      return say(deviations * deviation * Math.sqrt(contrastVariance(design) / controlUnits));
    }
    const found = minimumDetectableEffect({ ...design, controlUnits, power });
    return found.ok ? say(found.value.standardizedEffect * deviation) : found;
  };
  // The margin changes how much the control's noise counts, and that changes the margin: three rounds settle it.
  let found = withCoefficient(1);
  for (let round = 0; round < 3 && found.ok; round += 1) {
    found = withCoefficient(Math.max(1e-3, 1 - side * Math.min(found.value, 1)));
  }
  return found;
}
