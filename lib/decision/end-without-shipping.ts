import type { Answer, Question } from '../model/answer';
import { isSameContrast } from '../model/contrast';
import type { Decision } from '../model/decision';

/** How a run ends that ships nothing and stops nothing for harm. */
export type EndWithoutShipping = Extract<
  Decision['outcome'],
  'stop-guardrail' | 'stop-no-effect' | 'cannot-say'
>;

/**
 * By the answers alone, so that no outcome contradicts the words of the metrics: held back by a guardrail where a variant has all that it needs but
 * that; cannot say where nothing that could have shipped a variant was ever tested; else no effect. Harmed variants have no part in it.
 */
export function endWithoutShipping(answers: readonly Answer[]): EndWithoutShipping {
  const isHarmed = ({ contrast }: Answer) =>
    answers.some(
      (other) => other.question === 'worse' && other.rejected && isSameContrast(other.contrast, contrast),
    );
  const counted = answers.filter((answer) => !isHarmed(answer));
  if (counted.some((answer) => isHeldByGuardrail(counted, answer))) return 'stop-guardrail';
  const questions = shippingQuestions(answers);
  return counted.some((answer) => questions.includes(answer.question) && wasTested(answer))
    ? 'stop-no-effect'
    : 'cannot-say';
}

/** Whether an answer is the missing proof of a guardrail in a variant that has all else. */
export function isHeldByGuardrail(
  answers: readonly Answer[],
  { question, contrast, rejected }: Answer,
): boolean {
  if (question !== 'non-inferior' || rejected) return false;
  const own = answers.filter((one) => isSameContrast(one.contrast, contrast));
  const better = own.filter((one) => one.question === 'better');
  if (better.length > 0) return better.some((one) => one.rejected);
  return own.some((one) => one.question === 'non-inferior' && wasTested(one));
}

/** What has to be shown of a variant; in a roll-out, without success metrics, guardrails alone. */
function shippingQuestions(answers: readonly Answer[]): readonly Question[] {
  return answers.some(({ question }) => question === 'better') ? ['better', 'smaller'] : ['non-inferior'];
}

export function wasTested({ atLook, rejected }: Answer): boolean {
  return atLook.ok || rejected;
}
