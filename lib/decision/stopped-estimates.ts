import type { AnalysisResult } from '../model/analysis-result';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { Decision, LookTaken, StoredStoppedEstimate } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { normalIsf, normalSf } from '../statistics/distributions/normal';
import { studentTIsf } from '../statistics/distributions/student-t';
import type { Effect } from '../statistics/effect';
import { relativeAt } from '../statistics/effects/relative-at';
import { cannotSay, say, type Outcome } from '../statistics/outcome';
import { stoppedEstimate, type StoppedEstimate } from '../statistics/sequential/stopped-estimate';
import { correctedErrors } from './corrections';
import type { ExperimentPlan, PlannedMetric } from './plan';
import { ownMember } from '../model/own-member';

const ALPHA_TWO_SIDED = 0.05;

export interface StoppedLook {
  readonly plan: ExperimentPlan;
  readonly result: AnalysisResult;
  readonly look: LookTaken;
  /** 1 for the first. */
  readonly lookNumber: number;
  readonly decision: Outcome<Decision>;
  /** Of the looks before. */
  readonly earlier: readonly StoredStoppedEstimate[];
}

/**
 * Estimates that allow for the looks at which a run could end, of a group sequential plan's success metrics and guardrails. A metric
 * has one from the look at which one of its own tests first rejects, since the path of its statistic ends there for good; where
 * none has, from the look at which the decision ends the run. What later looks find is not taken in: it would be chosen.
 */
export function stoppedEstimates(input: StoppedLook): readonly StoredStoppedEstimate[] {
  const { plan, result, decision, lookNumber, earlier } = input;
  if (plan.method.kind !== 'group-sequential' || !decision.ok) return earlier;
  const { outcome, answers } = decision.value;
  if (outcome === 'invalid') return earlier;
  // Nobody has to stop for futility: the path of the statistic may go on.
  const isOver = outcome !== 'keep-running' && outcome !== 'stop-futility';
  const found = plan.metrics.flatMap((planned): readonly StoredStoppedEstimate[] => {
    const metric = result.metrics.find(({ key }) => key === planned.key);
    if (metric === undefined || planned.role === 'quality') return [];
    return metric.effects.flatMap((one) => {
      const isOfThis = ({ metric: key, contrast }: { metric: string; contrast: Contrast }) =>
        key === planned.key && isSameContrast(contrast, one.contrast);
      if (earlier.some(isOfThis)) return [];
      const rejections = answers.filter(
        (answer) => isOfThis(answer) && answer.rejected && ['better', 'worse'].includes(answer.question),
      );
      // Rejected at a look whose estimate was not kept: by an engine before 8.
      if (rejections.some(({ shown }) => shown?.look !== lookNumber)) return [];
      return isOver || rejections.length > 0 ? estimateOf(input, planned, metric, one) : [];
    });
  });
  return [...earlier, ...found];
}

function estimateOf(
  { plan, look, lookNumber }: StoppedLook,
  planned: PlannedMetric,
  metric: MetricResult,
  { contrast, effect, adjustment }: ContrastEffect,
): readonly StoredStoppedEstimate[] {
  if (!effect.ok || plan.method.kind !== 'group-sequential') return [];
  const informationFractions = ownMember(look.metricFractions, metric.key) ?? look.lookFractions;
  const isSuccess = planned.role === 'success';
  const errors = correctedErrors(plan);
  // The statistic points to where the first test rejects: better of a success metric, worse of a guardrail.
  const isGreater = isSuccess === planned.higherIsBetter;
  const z = normalIsf(isGreater ? effect.value.pGreater : effect.value.pLess);
  const estimate = stoppedEstimate({
    informationFractions,
    spendingFractions: look.lookFractions,
    spending: plan.method.spending,
    levelOneSided: isSuccess ? errors.alphaPerSuccess / plan.sides : errors.alphaPerDeterioration,
    ...(isSuccess && { levelOneSidedBelow: errors.alphaPerDeterioration }),
    z,
    alphaTwoSided: ALPHA_TWO_SIDED,
  });
  if (!estimate.ok) return [];
  const informationFraction = informationFractions.at(-1) ?? 1;
  const quantiles = quantilesOf(estimate.value, z, informationFraction, isGreater);
  const arms = armsOf(metric, contrast.reference, effect.value, adjustment);
  return [
    {
      metric: metric.key,
      contrast,
      look: lookNumber,
      informationFraction,
      measured: effect.value.difference,
      ...absolute(effect.value, quantiles),
      relative: relativeOf(effect.value, quantiles, arms),
      stagewiseP: estimate.value.stagewiseP,
    },
  ];
}

/** How far below the measured effect the figures lie, in its standard errors, on the normal scale of the bounds. */
interface Quantiles {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

function quantilesOf(
  { medianUnbiased, interval }: StoppedEstimate,
  z: number,
  informationFraction: number,
  isGreater: boolean,
): Quantiles {
  const below = (drift: number) => z - drift * Math.sqrt(informationFraction);
  const [estimate, lower, upper] = [below(medianUnbiased), below(interval.lower), below(interval.upper)];
  return isGreater ? { estimate, lower, upper } : { estimate: -estimate, lower: -upper, upper: -lower };
}

/** The t quantile of the tail that the normal one has: the tests compare tails with the bounds'. */
function studentQuantile(quantile: number, degreesOfFreedom: number): number {
  const tail = studentTIsf(normalSf(Math.abs(quantile)), degreesOfFreedom);
  return Math.sign(quantile) * tail;
}

function absolute(
  { difference, standardError, degreesOfFreedom }: Effect,
  { estimate, lower, upper }: Quantiles,
): Pick<StoredStoppedEstimate, 'difference' | 'interval'> {
  const at = (quantile: number) => difference - studentQuantile(quantile, degreesOfFreedom) * standardError;
  return { difference: at(estimate), interval: { lower: at(lower), upper: at(upper) } };
}

interface ArmErrors {
  readonly baseline: number;
  readonly varianceControl: number;
  readonly varianceTreatment: number;
}

/** Of the arms as they were compared: a covariate takes the same share of both variances away. */
function armsOf(
  { arms }: MetricResult,
  reference: string,
  { difference, standardError, relative }: Effect,
  adjustment: ContrastEffect['adjustment'],
): ArmErrors | null {
  const arm = arms.find(({ variant }) => variant === reference);
  if (arm === undefined || !(arm.n > 0)) return null;
  const kept = adjustment?.ok === true ? 1 - adjustment.value.varianceReduction : 1;
  const change = relative.ok ? relative.value.difference : 0;
  const size = change === 0 ? Math.abs(arm.mean) : difference / change;
  const varianceControl = Math.min((kept * arm.variance) / arm.n, standardError ** 2);
  const varianceTreatment = standardError ** 2 - varianceControl;
  return { baseline: Math.sign(arm.mean) * size, varianceControl, varianceTreatment };
}

function relativeOf(
  { difference, degreesOfFreedom }: Effect,
  quantiles: Quantiles,
  arms: ArmErrors | null,
): StoredStoppedEstimate['relative'] {
  if (arms === null) return cannotSay('too-few-units', 'no-unit-exposed');
  const at = (quantile: number) =>
    relativeAt({ ...arms, difference, quantile: studentQuantile(quantile, degreesOfFreedom) });
  const [estimate, lower, upper] = [at(quantiles.estimate), at(quantiles.lower), at(quantiles.upper)];
  if (!estimate.ok) return estimate;
  if (!lower.ok) return lower;
  if (!upper.ok) return upper;
  return say({ difference: estimate.value, interval: { lower: lower.value, upper: upper.value } });
}
