import type { AnalysisResult } from '../model/analysis-result';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { Decision, LookTaken, StoredStoppedEstimate, StoredStoppedRefusal } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import { ownMember } from '../model/own-member';
import type { RuleInterval } from '../model/rule-interval';
import { normalIsf } from '../statistics/distributions/normal';
import type { Interval } from '../statistics/effect';
import { cannotSay, say, type CannotSay, type Outcome } from '../statistics/outcome';
import { stoppedEstimate } from '../statistics/sequential/stopped-estimate';
import { hasMargin, type ExperimentPlan, type PlannedMetric } from './plan';
import { questionLevels } from './question-levels';
import { stoppedFigures } from './stopped-figures';

export interface StoppedLook {
  readonly plan: ExperimentPlan;
  readonly result: AnalysisResult;
  readonly look: LookTaken;
  /** 1 for the first. */
  readonly lookNumber: number;
  readonly decision: Outcome<Decision>;
}

/** Of effects that were shown at a look before the last one: what allows for that, or why nothing does. */
export interface StoppedFindings {
  readonly stoppedEstimates: readonly StoredStoppedEstimate[];
  readonly stoppedRefusals: readonly StoredStoppedRefusal[];
}

type StopQuestion = 'better' | 'worse';

interface ShownEffect {
  readonly planned: PlannedMetric;
  readonly metric: MetricResult;
  readonly one: ContrastEffect;
  readonly question: StopQuestion;
}

/**
 * Estimates that allow for the looks at which a run could end, of a group sequential plan's success metrics and guardrails without a
 * margin, each from the look at which its own test rejects: the path of its statistic ends there for good, and what later looks find is
 * not taken in, since it would be chosen. Where no test of a metric rejected, its path was cut by others, the stagewise ordering has
 * no level for that, and an interval by it could deny what the rule says: there is none. Nor has a guardrail with a margin one, which the rule judges
 * by other tests than that of zero. At the last look, and at one that somebody chose by ending the run, nothing was stopped early.
 */
export function stoppedEstimates(input: StoppedLook, earlier: StoppedFindings): StoppedFindings {
  const { plan, result, look, decision } = input;
  const isEarly = (look.lookFractions.at(-1) ?? 1) < 1 && look.isOfUnplannedEnd !== true;
  if (plan.method.kind !== 'group-sequential' || !decision.ok || !isEarly) return earlier;
  if (decision.value.outcome === 'invalid') return earlier;
  const known = [...earlier.stoppedEstimates, ...earlier.stoppedRefusals];
  const found = plan.metrics.flatMap((planned) => {
    const metric = result.metrics.find(({ key }) => key === planned.key);
    if (metric === undefined || planned.role === 'quality' || hasMargin(planned)) return [];
    return metric.effects.flatMap((one) => {
      if (known.some((before) => isOf(before, metric.key, one.contrast))) return [];
      const question = shownHere(input, metric.key, one.contrast);
      return question === null ? [] : [findingOf(input, { planned, metric, one, question })];
    });
  });
  return {
    stoppedEstimates: [...earlier.stoppedEstimates, ...found.flatMap((one) => ('why' in one ? [] : [one]))],
    stoppedRefusals: [...earlier.stoppedRefusals, ...found.flatMap((one) => ('why' in one ? [one] : []))],
  };
}

function isOf(
  { metric, contrast }: { readonly metric: string; readonly contrast: Contrast },
  key: string,
  of: Contrast,
): boolean {
  return metric === key && isSameContrast(contrast, of);
}

/** The test of zero that first rejects at this look; null: none does, or one has before, whose estimate an earlier engine did not keep. */
function shownHere(
  { decision, lookNumber }: StoppedLook,
  metric: string,
  contrast: Contrast,
): StopQuestion | null {
  const answers = decision.ok ? decision.value.answers : [];
  const rejections = answers.filter((answer) => answer.rejected && isOf(answer, metric, contrast));
  const shown = rejections.flatMap(({ question, shown: at }) =>
    question === 'better' || question === 'worse' ? [{ question, look: at?.look }] : [],
  );
  const [first] = shown;
  return first !== undefined && shown.every(({ look }) => look === lookNumber) ? first.question : null;
}

function findingOf(input: StoppedLook, shown: ShownEffect): StoredStoppedEstimate | StoredStoppedRefusal {
  const { metric, one } = shown;
  const about = { metric: metric.key, contrast: one.contrast, look: input.lookNumber };
  const estimate = estimateOf(input, shown);
  return estimate.ok ? { ...about, ...estimate.value } : { ...about, why: estimate };
}

type Estimated = Omit<StoredStoppedEstimate, 'metric' | 'contrast' | 'look'>;

function estimateOf(
  { plan, look }: StoppedLook,
  { planned, metric, one: { contrast, effect, adjustment, ruleInterval }, question }: ShownEffect,
): Outcome<Estimated> {
  if (!effect.ok) return effect;
  if (effect.value.method === 'mid-p') return cannotSay('not-computable', 'stopped-estimate-of-few-events');
  if (ruleInterval?.ok !== true || plan.method.kind !== 'group-sequential')
    return cannotSay('not-computable', 'stopped-estimate-not-computable');
  const refusal = refusedEnd(ruleInterval.value);
  if (refusal !== null) return refusal;
  const { better, worse } = questionLevels(plan);
  const [above, below] = question === 'better' ? [better, worse] : [worse, better];
  const informationFractions = ownMember(look.metricFractions, metric.key) ?? look.lookFractions;
  // The statistic points to where the test rejects.
  const isGreater = (question === 'better') === planned.higherIsBetter;
  const alphaOneSided = levelsOf(ruleInterval.value);
  const [alphaLower, alphaUpper] = isGreater
    ? [alphaOneSided.lower, alphaOneSided.upper]
    : [alphaOneSided.upper, alphaOneSided.lower];
  const z = normalIsf(isGreater ? effect.value.pGreater : effect.value.pLess);
  const estimate = stoppedEstimate({
    informationFractions,
    spendingFractions: look.lookFractions,
    spending: plan.method.spending,
    levelOneSided: above.alphaOneSided,
    ...(planned.role === 'success' && { levelOneSidedBelow: below.alphaOneSided }),
    ...{ z, alphaLower, alphaUpper },
  });
  if (!estimate.ok) return estimate;
  const informationFraction = informationFractions.at(-1) ?? 1;
  const at = { z, informationFraction, isGreater };
  const { measuredRelative, ...figures } = stoppedFigures(estimate.value, at, {
    ...{ metric, reference: contrast.reference, effect: effect.value, adjustment },
  });
  return say({
    ...{ informationFraction, question, alphaOneSided },
    ...{ measured: effect.value.difference, measuredRelative, ...figures },
    stagewiseP: estimate.value.stagewiseP,
  });
}

/** An end that the rule does not say is not said here by other means. */
function refusedEnd({ lower, upper }: RuleInterval): CannotSay | null {
  if (!lower.difference.ok) return lower.difference;
  return upper.difference.ok ? null : upper.difference;
}

function levelsOf({ lower, upper }: RuleInterval): Interval {
  return { lower: lower.alphaOneSided, upper: upper.alphaOneSided };
}
