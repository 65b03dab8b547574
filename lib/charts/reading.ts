import type { Answer, Question } from '../model/answer';
import { isSameContrast, type Contrast } from '../model/contrast';
import type { RunDecision } from '../model/decision';
import type { MetricResult } from '../model/metric-result';
import { earlierAnswers } from '../decision/earlier-answers';
import type { Effect } from '../statistics/effect';
import type { Outcome } from '../statistics/outcome';

/** What an answer says, for a word and an icon; colour only repeats it. */
export type Tone = 'good' | 'bad' | 'open' | 'notice' | 'unknown';

/** Two or three words for the scorecard. */
export type AnswerWords =
  | 'Better'
  | 'Worse'
  | 'Not shown'
  | 'No harm shown'
  | 'Within its margin'
  | 'Not shown within margin'
  | 'Beyond its margin'
  | 'Worse within margin'
  | 'Worse, not shown within margin'
  | 'Moved'
  | 'Not moved'
  | 'No clear change'
  | 'Not judged'
  | 'Cannot say';

export interface Reading {
  readonly tone: Tone;
  readonly words: AnswerWords;
  /** The stored answer that the words are; null: there is none, or an engine before 8 kept rejections alone. */
  readonly answer: Answer | null;
}

const cannotSay: Reading = { tone: 'unknown', words: 'Cannot say', answer: null };
const notJudged: Reading = { tone: 'unknown', words: 'Not judged', answer: null };

/** The words of a reading at a look; what an earlier look has shown names that look, since today's interval need not show it. */
export function toldWords({ words, answer }: Reading, lookNumber: number | null): string {
  if (answer?.rejected !== true || lookNumber === null) return words;
  const { shown } = answer;
  if (shown === null) return `${words} (at an earlier look)`;
  return shown.look === lookNumber ? words : `${words} (at look ${String(shown.look)})`;
}

type ReadMetric = Pick<MetricResult, 'key' | 'role' | 'relativeMargin' | 'direction'>;

/**
 * One contrast of a metric in words: what the stored answers of the plan's rule say. No word looks at an interval. Nothing is judged
 * where the decision holds no answer to the metric.
 */
export function readAnswers(metric: ReadMetric, contrast: Contrast, decision: RunDecision | null): Reading {
  const answers = answersOf(decision, metric.key, contrast);
  if (answers === null) return notJudged;
  if (metric.role === 'quality') {
    return read(answers, { question: 'different', yes: ['notice', 'Moved'], no: ['open', 'Not moved'] });
  }
  if (metric.role === 'guardrail' && metric.relativeMargin !== null) return readMargin(answers);
  const worse = { question: 'worse', yes: ['bad', 'Worse'], no: ['open', 'No harm shown'] } as const;
  if (metric.role === 'guardrail' || answers.rejected.has('worse')) return read(answers, worse);
  return read(answers, { question: 'better', yes: ['good', 'Better'], no: ['open', 'Not shown'] });
}

interface MetricAnswers {
  readonly asked: readonly Answer[];
  readonly rejected: ReadonlySet<Question>;
}

/** Null where nothing was judged. Engines before 8 kept rejections alone: what is not among them was not shown. */
function answersOf(decision: RunDecision | null, metric: string, contrast: Contrast): MetricAnswers | null {
  if (decision?.decision.ok !== true) return null;
  const { value } = decision.decision;
  const isAbout = (one: { readonly metric: string; readonly contrast: Contrast }) =>
    one.metric === metric && isSameContrast(one.contrast, contrast);
  const asked = value.answers.filter(isAbout);
  if (asked.length === 0 && value.significant === undefined) return null;
  const rejected = earlierAnswers(value, contrast.reference).filter((one) => isAbout(one) && one.rejected);
  return { asked, rejected: new Set(rejected.map(({ question }) => question)) };
}

type Words = readonly [Tone, AnswerWords];

function read(
  { asked, rejected }: MetricAnswers,
  { question, yes, no }: { readonly question: Question; readonly yes: Words; readonly no: Words },
): Reading {
  const answer = asked.find((one) => one.question === question) ?? null;
  const isShown = rejected.has(question);
  if (!isShown && answer?.atLook.ok === false) return { ...cannotSay, answer };
  const [tone, words] = isShown ? yes : no;
  return { tone, words, answer };
}

function readMargin(answers: MetricAnswers): Reading {
  const { rejected } = answers;
  const bad = (question: Question, words: AnswerWords) =>
    read(answers, { question, yes: ['bad', words], no: ['open', words] });
  if (rejected.has('beyond-margin')) return bad('beyond-margin', 'Beyond its margin');
  if (rejected.has('worse')) {
    return bad(
      'worse',
      rejected.has('non-inferior') ? 'Worse within margin' : 'Worse, not shown within margin',
    );
  }
  return read(answers, {
    question: 'non-inferior',
    yes: ['good', 'Within its margin'],
    no: ['open', 'Not shown within margin'],
  });
}

/** A single test at its own level, where there is no plan whose rule could judge, as in the comparison of a holdout. */
export function readSingleTest(
  metric: ReadMetric,
  outcome: Outcome<Pick<Effect, 'statistic' | 'pTwoSided'>> | undefined,
  alphaTwoSided: number,
): Reading {
  if (outcome?.ok !== true) return cannotSay;
  const { statistic, pTwoSided } = outcome.value;
  if (!(pTwoSided < alphaTwoSided)) return { tone: 'open', words: 'No clear change', answer: null };
  if (metric.role === 'quality') return { tone: 'notice', words: 'Moved', answer: null };
  const isGood = metric.direction === 'higher-is-better' ? statistic > 0 : statistic < 0;
  return isGood
    ? { tone: 'good', words: 'Better', answer: null }
    : { tone: 'bad', words: 'Worse', answer: null };
}
