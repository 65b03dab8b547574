import type { Answer } from '../model/answer';
import { isSameContrast } from '../model/contrast';
import type { Decision, LookTaken } from '../model/decision';
import type { RunPlan } from '../model/run-configuration';
import type { CannotSay, CodedCannotSay, Outcome } from '../statistics/outcome';
import { isOver, type LookProgress } from './look';

/** What keeps a look from being taken, and the answers that have no figure. */
export interface Untested {
  readonly why: NonNullable<LookProgress['untested']>;
  readonly answers: readonly Answer[];
}

/**
 * Why a look is not taken, after all: no test has a figure, or it leaves no error for a later one and a metric that shipping needs has no figure
 * in some variant for want of data. An earlier look loses such a metric its share of the error at that look alone, and shows harm; the last one would lose
 * the metric for good. A run that is over is read with what it has. An always-valid plan spends nothing. Null: the look is taken.
 */
export function untestedAt(
  plan: RunPlan,
  look: LookTaken,
  progress: LookProgress,
  decision: Outcome<Decision>,
): Untested | null {
  const answers = decision.ok ? decision.value.answers : [];
  if (answers.length > 0 && answers.every(({ atLook }) => !atLook.ok))
    return { why: 'nothing-tested', answers };
  if (!leavesNothing(plan, look) || isOver(progress)) return null;
  const needed = answers.filter((answer) => isNeeded(answer) && lacksData(answers, answer));
  return needed.length > 0 ? { why: 'metric-untested', answers: needed } : null;
}

function leavesNothing({ method }: RunPlan, { lookFractions }: LookTaken): boolean {
  return method === 'fixed' || (method === 'group-sequential' && (lookFractions.at(-1) ?? 0) >= 1);
}

/** What has to be shown for a variant to ship, and has not been. */
function isNeeded({ question, rejected }: Answer): boolean {
  return (question === 'better' || question === 'non-inferior') && !rejected;
}

/** Whatever is asked: the metric itself has none in this variant. A test that is refused beside others that are not will not be helped by waiting. */
function lacksData(answers: readonly Answer[], { metric, contrast }: Answer): boolean {
  return answers.every(
    ({ atLook, ...one }) =>
      one.metric !== metric ||
      !isSameContrast(one.contrast, contrast) ||
      (!atLook.ok && isForWantOfData(atLook)),
  );
}

/** Of arms without units, events or denominators. */
const WITHOUT_DATA: readonly CodedCannotSay['message'][] = [
  'variant-without-units',
  'variant-without-mature-units',
  'variant-with-one-unit',
  'variant-without-quantile',
  'denominator-zero',
];

/** Nothing has come yet, or nothing that differs. A quantile among few different values, or a figure too large, is no better tomorrow. */
function isForWantOfData(refusal: CannotSay): boolean {
  if (refusal.reason === 'no-variance') return true;
  if (!('message' in refusal)) return false;
  const { message, parameters } = refusal;
  if (message === 'values-too-few-around-quantile') return Number(parameters['distinct']) <= 1;
  return WITHOUT_DATA.includes(message);
}
