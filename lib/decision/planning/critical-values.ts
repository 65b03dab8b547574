import { normalIsf, normalSf } from '../../statistics/distributions/normal';
import { studentTIsf } from '../../statistics/distributions/student-t';
import { say, type Outcome } from '../../statistics/outcome';
import { tightestMixingVariance } from '../../statistics/sequential/always-valid';
import { groupSequentialBounds, type Spending } from '../../statistics/sequential/group-sequential';
import { correctedErrors } from '../corrections';
import type { ExperimentPlan } from '../plan';
import { remembering } from './remembered';

export type PlannedQuestion = 'better' | 'nonInferior' | 'worse' | 'different';

/** Critical value of a one-sided test at a look, in standard errors; `mixingRatio` is tau^2 over the squared standard error there. */
export type CriticalValue = (look: number, mixingRatio: number) => number;

export type CriticalValues = Readonly<Record<PlannedQuestion, CriticalValue>>;

/** Level of each question's one-sided test, over all looks: those of the rule that decides. */
function levelsOf(plan: ExperimentPlan): Readonly<Record<PlannedQuestion, number>> {
  const errors = correctedErrors(plan);
  return {
    better: errors.alphaPerSuccess / plan.sides,
    nonInferior: errors.alphaPerGuardrail,
    worse: errors.alphaPerDeterioration,
    different: errors.alphaPerDeterioration / 2,
  };
}

/**
 * What each question's statistic has to exceed at each look of the plan. Fixed: the quantile of its level. Group sequential: the
 * bound. Always valid: the half-width of the mixture's interval in standard errors.
 */
export function criticalValues(plan: ExperimentPlan, looks: readonly number[]): Outcome<CriticalValues> {
  const levels = levelsOf(plan);
  const better = criticalValue(plan, looks, levels.better);
  const nonInferior = criticalValue(plan, looks, levels.nonInferior);
  const worse = criticalValue(plan, looks, levels.worse);
  const different = criticalValue(plan, looks, levels.different);
  if (!better.ok) return better;
  if (!nonInferior.ok) return nonInferior;
  if (!worse.ok) return worse;
  if (!different.ok) return different;
  return say({
    better: better.value,
    nonInferior: nonInferior.value,
    worse: worse.value,
    different: different.value,
  });
}

const boundsOf = remembering(
  (spending: Spending, looks: readonly number[], alpha: number) => `${spending} ${alpha} ${looks.join()}`,
  (spending, looks, alpha) =>
    groupSequentialBounds({ informationFractions: looks, spending, alpha, sides: 1 }),
);

function criticalValue(
  { method }: ExperimentPlan,
  looks: readonly number[],
  level: number,
): Outcome<CriticalValue> {
  if (method.kind === 'fixed') {
    const quantile = normalIsf(level);
    return say(() => quantile);
  }
  if (method.kind === 'group-sequential') {
    const bounds = boundsOf(method.spending, looks, level);
    return bounds.ok ? say((look) => bounds.value[look] ?? Infinity) : bounds;
  }
  const reach = -2 * Math.log(2 * level);
  return say((_, ratio) => Math.sqrt((1 + 1 / ratio) * (Math.log1p(ratio) + reach)));
}

/** tau^2 over the squared standard error at the planned size, as an always-valid run sets it (`mixing-variances.ts`). */
export function plannedMixingRatio({ alpha }: ExperimentPlan): Outcome<number> {
  return tightestMixingVariance({ plannedStandardError: 1, alphaTwoSided: alpha });
}

/** From here on Student's t and the normal distribution give the same size to the unit. */
const MANY_DEGREES_OF_FREEDOM = 5_000;

/** The same tail under Student's t: what few units have to exceed. */
export function withDegreesOfFreedom(critical: number, degreesOfFreedom: number): number {
  if (degreesOfFreedom > MANY_DEGREES_OF_FREEDOM || !(critical < Infinity)) return critical;
  return studentTIsf(normalSf(critical), Math.max(degreesOfFreedom, 1));
}
