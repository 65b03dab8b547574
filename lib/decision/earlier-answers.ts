import type { Answer } from '../model/answer';
import { isSameContrast } from '../model/contrast';
import type { Decision } from '../model/decision';

/** What a look has to know of the same test at the looks before it. */
export type EarlierAnswer = Pick<
  Answer,
  'contrast' | 'metric' | 'question' | 'rejected' | 'shown' | 'adjusted'
>;

/** Of an earlier decision, whichever engine wrote it: those before 8 kept rejections alone, each of a variant with the control. */
export function earlierAnswers(
  decision: Pick<Decision, 'answers' | 'significant'>,
  control: string,
): readonly EarlierAnswer[] {
  const rejections = (decision.significant ?? []).map(
    ({ variant, metric, question, shown = null }): EarlierAnswer => ({
      contrast: { treatment: variant, reference: control },
      metric,
      question,
      rejected: true,
      shown,
      adjusted: null,
    }),
  );
  return [...decision.answers, ...rejections];
}

export function earlierOf(
  answers: readonly EarlierAnswer[],
  { contrast, metric, question }: Pick<Answer, 'contrast' | 'metric' | 'question'>,
): EarlierAnswer | undefined {
  return answers.find(
    (one) => one.question === question && one.metric === metric && isSameContrast(one.contrast, contrast),
  );
}
