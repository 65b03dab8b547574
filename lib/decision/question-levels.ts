import type { Question } from '../model/answer';
import { correctedErrors } from './corrections';
import type { ExperimentPlan } from './plan';

export interface QuestionLevel {
  /** Of the one-sided test, over all looks together. */
  readonly alphaOneSided: number;
  /** The error of the whole plan that a p times `factor` is compared with. */
  readonly planAlpha: number;
  /** An adjusted p is the test's p times this. */
  readonly factor: number;
}

/**
 * Levels of the rule's tests over all looks. With a the plan's alpha (on one side a / 2), a' that of deterioration, C comparisons,
 * S success metrics and M metrics: better a / (2 C S), non-inferior a / C, worse and beyond a margin a' / (C M), different
 * a' / (2 C M) a side. A margin is looked beyond only by what is worse already, so that this question costs no error of its own. That
 * improvements are smaller than what is of interest is asked at a / 2: one metric alone says nothing, all have to be.
 */
export function questionLevels(plan: ExperimentPlan): Readonly<Record<Question, QuestionLevel>> {
  const errors = correctedErrors(plan);
  const of = (planAlpha: number, alphaOneSided: number): QuestionLevel => ({
    alphaOneSided,
    planAlpha,
    factor: planAlpha / alphaOneSided,
  });
  const ofAlpha = (alphaOneSided: number) => of(plan.alpha, alphaOneSided);
  const ofDeterioration = (alphaOneSided: number) => of(plan.alphaDeterioration, alphaOneSided);
  return {
    better: ofAlpha(errors.alphaPerSuccess / plan.sides),
    worse: ofDeterioration(errors.alphaPerDeterioration),
    'non-inferior': ofAlpha(errors.alphaPerGuardrail),
    'beyond-margin': ofDeterioration(errors.alphaPerDeterioration),
    different: ofDeterioration(errors.alphaPerDeterioration / 2),
    smaller: ofAlpha(plan.alpha / plan.sides),
  };
}
