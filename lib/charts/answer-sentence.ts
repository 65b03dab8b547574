import type { Answer, Question } from '../model/answer';
import type { RunDecision } from '../model/decision';
import type { Contrast } from '../model/contrast';
import { isSameContrast } from '../model/contrast';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RunPlan } from '../model/run-configuration';
import { cannotSaySentence } from '../sentences/cannot-say';
import { formatP, formatPStatement, formatShare } from './format';
import { questionClauses } from './question-clauses';
import { readAnswers, type AnswerWords } from './reading';
import { changeWords } from './change-words';
import { shownChange, type ShownChange } from '../analysis/shown-change';
import { stillPossible } from './still-possible';

/** The look whose answers are told. */
export interface ToldLook {
  readonly plan: Pick<RunPlan, 'method' | 'looks'>;
  readonly decision: RunDecision | null;
  readonly lookNumber: number | null;
  /** Of a group sequential plan: those taken, and those that can still come. */
  readonly looksInAll: number;
}

/** A metric's change in one variant as the rule answers it, as a page calls both. */
export interface ToldContrast {
  readonly metric: MetricResult;
  readonly one: ContrastEffect;
  readonly variantName: string;
}

/**
 * What the rule's answer says of a contrast, in full sentences: what was shown, at which look, by which p, the change with the interval
 * that the rule goes by, and what is still possible. "Visit is better with Mens: p = 0.031 (adjusted; alpha 0.050), shown at look 2 of 5.
 * The change is now +2.1 % (interval -0.3 to +4.4 %); the improvement may be up to 4.4 %." A rejection of an earlier look
 * is told as that look's.
 */
export function answerSentence(look: ToldLook, { metric, one, variantName }: ToldContrast): string {
  const { words, answer } = readAnswers(metric, one.contrast, look.decision);
  const change = shownChange(one);
  const refusal = one.effect.ok ? null : cannotSaySentence(one.effect);
  if (words === 'Cannot say' || (change === null && answer?.rejected !== true)) {
    const why = refusal ?? (answer?.atLook.ok === false ? cannotSaySentence(answer.atLook) : '');
    const asked = answer === null || !one.effect.ok ? '' : ` whether it ${questionClauses[answer.question]}`;
    return joined(
      `${metric.name} with ${variantName}: cannot say${asked}.`,
      why,
      changeSentence(look, metric, one, change),
    );
  }
  const isBoth = words === 'Worse within margin';
  const clause = isBoth ? 'is worse' : clauseOf(metric, words);
  const said = `${metric.name} ${isShownNow(answer) ? clause : wasShown(clause)} with ${variantName}`;
  const tested = `${answer === null ? '' : testWords(look, answer)}${isBoth ? withinWords(look, metric, one) : ''}.`;
  const now = isOfEarlierLook(look, answer) ? 'now ' : '';
  if (change === null) return joined(`${said}${tested}`, 'There is no figure now.', refusal ?? '');
  return joined(
    `${said}${tested}`,
    words === 'Not shown' ? norWorseSentence(look, metric, one, change) : '',
    changeSentence(look, metric, one, change, {
      now,
      isWorse: words.startsWith('Worse'),
      isOpen: words === 'Not shown',
    }),
    isShownNow(answer) ? '' : 'This look by itself would not show it.',
  );
}

const joined = (...sentences: readonly string[]) => sentences.filter((one) => one !== '').join(' ');

/** Null: there is none that could be said. */
function changeSentence(
  { decision }: ToldLook,
  metric: MetricResult,
  one: ContrastEffect,
  change: ShownChange | null,
  { now = '', isWorse = false, isOpen = false } = {},
): string {
  if (change === null) return '';
  const [difference, interval] = changeWords(metric, change);
  const shown = (question: Question) =>
    rejectedAnswer(decision, { metric, contrast: one.contrast, question });
  const smaller = shown('smaller');
  const settled = {
    ruledOut: smaller && { isNow: isShownNow(smaller), look: smaller.shown?.look ?? null },
    openMargin: shown('non-inferior') === null ? metric.relativeMargin : null,
  };
  const possible = [
    stillPossible(metric, one, { ...settled, isWorse }),
    !isOpen || !isOnBadSide(metric, change)
      ? null
      : stillPossible(metric, one, { ...settled, isWorse: true }),
  ];
  const clauses = new Set(possible.filter((clause) => clause !== null));
  return `${[`The change is ${now}${difference} (interval ${interval})`, ...clauses].join('; ')}.`;
}

function isOnBadSide({ direction }: MetricResult, { difference }: ShownChange): boolean {
  return direction === 'higher-is-better' ? difference < 0 : difference > 0;
}

/** What is measured as worse, and not shown to be. */
function norWorseSentence(
  look: ToldLook,
  metric: MetricResult,
  one: ContrastEffect,
  change: ShownChange,
): string {
  const worse = answerTo(look.decision, { metric, contrast: one.contrast, question: 'worse' });
  if (worse === null || worse.rejected || !isOnBadSide(metric, change)) return '';
  if (!worse.atLook.ok) return `Whether it is worse cannot be said: ${cannotSaySentence(worse.atLook)}`;
  if (worse.adjusted === null) return '';
  return `Nor is it shown to be worse: ${pWords(worse.adjusted)}.`;
}

/** Of what is worse, that it keeps its margin: a test with a p of its own. */
function withinWords(look: ToldLook, metric: MetricResult, one: ContrastEffect): string {
  const within = answerTo(look.decision, { metric, contrast: one.contrast, question: 'non-inferior' });
  const clause = `, but within its margin${metric.relativeMargin === null ? '' : ` of ${formatShare(metric.relativeMargin)}`}`;
  return within === null ? clause : `${clause}${testWords(look, within)}`;
}

interface AskedOf {
  readonly metric: MetricResult;
  readonly contrast: Contrast;
  readonly question: Question;
}

function rejectedAnswer(decision: RunDecision | null, asked: AskedOf): Answer | null {
  const answer = answerTo(decision, asked);
  return answer?.rejected === true ? answer : null;
}

function answerTo(decision: RunDecision | null, { metric, contrast, question }: AskedOf): Answer | null {
  if (decision?.decision.ok !== true) return null;
  return (
    decision.decision.value.answers.find(
      (one) =>
        one.question === question && one.metric === metric.key && isSameContrast(one.contrast, contrast),
    ) ?? null
  );
}

function clauseOf({ relativeMargin }: MetricResult, words: AnswerWords): string {
  const margin = relativeMargin === null ? 'its margin' : `its margin of ${formatShare(relativeMargin)}`;
  const clauses: Readonly<Record<AnswerWords, string>> = {
    Better: 'is better',
    Worse: 'is worse',
    'Not shown': 'is not shown to be better',
    'No harm shown': 'is not shown to be worse',
    'Within its margin': `is within ${margin}`,
    'Not shown within margin': `is not shown to be within ${margin}`,
    'Beyond its margin': `is beyond ${margin}`,
    'Worse within margin': `is worse, but within ${margin}`,
    'Worse, not shown within margin': `is worse, and not shown to be within ${margin}`,
    Moved: 'has moved',
    'Not moved': 'is not shown to have moved',
    'No clear change': 'has no clear change',
    'Not judged': 'was not judged by the plan’s rule',
    'Cannot say': 'cannot be said',
  };
  return clauses[words];
}

/** "is better" as an earlier look has it: "was shown to be better". */
function wasShown(clause: string): string {
  return clause.startsWith('is ') ? `was shown to be ${clause.slice(3)}` : 'was shown to have moved';
}

/** Whether this look rejects too, where an earlier one has: else its interval lies on both sides of what was shown. */
function isShownNow(answer: Answer | null): boolean {
  if (answer?.rejected !== true || !answer.atLook.ok) return true;
  const { pOneSided, alphaOneSided } = answer.atLook.value;
  return pOneSided < alphaOneSided;
}

function isOfEarlierLook({ lookNumber }: ToldLook, answer: Answer | null): boolean {
  return answer?.rejected === true && answer.shown?.look !== lookNumber;
}

function testWords(look: ToldLook, { adjusted, rejected, shown }: Answer): string {
  const here = look.lookNumber ?? 1;
  if (!rejected) {
    if (adjusted === null) return `, ${lookName(look, here)}`;
    const isBest = adjusted.look < here && !isNearOne(adjusted.p);
    const best = isBest ? `; look ${String(adjusted.look)} had the strongest evidence so far` : '';
    return `, ${lookName(look, here)}: ${pWords(adjusted)}${best}`;
  }
  const at = shown === null ? 'at an earlier look' : lookName(look, shown.look);
  if (adjusted === null) return `, shown ${at}`;
  // The smallest p may be of a later look than the first that showed it.
  const isOfThatLook = shown === null || adjusted.look === shown.look;
  return isOfThatLook
    ? `: ${pWords(adjusted)}, shown ${at}`
    : `, first shown ${at}; look ${String(adjusted.look)} has the strongest evidence so far: ${pWords(adjusted)}`;
}

function pWords({ p, alpha }: NonNullable<Answer['adjusted']>): string {
  // Nobody compares it with anything.
  if (isNearOne(p)) return formatPStatement(p);
  return `${formatPStatement(p, alpha)} (adjusted; alpha ${formatP(alpha)})`;
}

const isNearOne = (p: number) => p > 0.9999;

/**
 * "at look 2 of 5"; a plan that is read once has no number to give, and one that is read at any time no end. Where other looks come than
 * were planned, the number alone: the verdict's standing says why.
 */
function lookName({ plan: { method, looks }, looksInAll, decision }: ToldLook, number: number): string {
  if (method === 'fixed') return isOfUnplannedEnd(decision) ? 'when the run ended' : 'at the plan’s one look';
  if (method === 'always-valid' || looksInAll !== looks) return `at look ${String(number)}`;
  return `at look ${String(number)} of ${String(looksInAll)}`;
}

function isOfUnplannedEnd(decision: RunDecision | null): boolean {
  return decision?.look.taken === true && decision.look.isOfUnplannedEnd === true;
}
