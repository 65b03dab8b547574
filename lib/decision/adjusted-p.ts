import type { Answer } from '../model/answer';
import type { LookTaken } from '../model/decision';
import { say, type Outcome } from '../statistics/outcome';
import { repeatedPValues } from '../statistics/sequential/repeated-p';
import type { ExperimentPlan } from './plan';
import { questionLevels } from './question-levels';

interface NumberedLook {
  readonly look: LookTaken;
  /** 1 for the first. */
  readonly number: number;
}

/**
 * Answers with the p that is compared with the plan's alpha: adjusted for the looks, times the factor of its question's comparisons and
 * metrics, the smallest of all looks so far with its look. Fixed: the look's p. Group sequential: the repeated p. Always valid: the
 * mixture's p. It lies below alpha exactly where the test has rejected.
 */
export function withAdjustedP(
  plan: ExperimentPlan,
  answers: readonly Answer[],
  { look, number }: NumberedLook,
): readonly Answer[] {
  const levels = questionLevels(plan);
  const pOf = pOverLooks(plan, look);
  return answers.map((answer): Answer => {
    const { adjusted: before, atLook, metric, question } = answer;
    if (!atLook.ok) return answer;
    const { factor, planAlpha } = levels[question];
    const { pOneSided } = atLook.value;
    const rejects = pOneSided < atLook.value.alphaOneSided;
    // However the looks are allowed for, p only grows: what is 1 before stays 1.
    const overLooks = factor * pOneSided >= 1 ? say(1) : pOf(metric, pOneSided);
    if (!overLooks.ok) return answer;
    const p = besideAlpha(Math.min(1, factor * overLooks.value), planAlpha, rejects);
    // An engine before 8 kept no p where it rejected, and that of a later look would seem to contradict it.
    if (before === null && answer.rejected && !rejects) return answer;
    const isSmallest = before === null || p < before.p;
    return { ...answer, adjusted: isSmallest ? { p, alpha: planAlpha, look: number } : before };
  });
}

/** On the side of alpha on which the test is, where rounding in its last digits would put it on the other. */
function besideAlpha(p: number, alpha: number, rejects: boolean): number {
  return rejects ? Math.min(p, alpha * (1 - Number.EPSILON)) : Math.max(p, alpha);
}

type POverLooks = (metric: string, pOneSided: number) => Outcome<number>;

/** A test's p over all looks together, before it is adjusted for the other tests. */
function pOverLooks({ method }: ExperimentPlan, look: LookTaken): POverLooks {
  if (method.kind !== 'group-sequential') return (_, pOneSided) => say(pOneSided);
  const { lookFractions, metricFractions = {} } = look;
  const of = (informationFractions: readonly number[]) =>
    repeatedPValues({
      informationFractions,
      spendingFractions: lookFractions,
      spending: method.spending,
    });
  const shared = of(lookFractions);
  const own = new Map(Object.entries(metricFractions).map(([metric, fractions]) => [metric, of(fractions)]));
  return (metric, pOneSided) => (own.get(metric) ?? shared)(pOneSided);
}
