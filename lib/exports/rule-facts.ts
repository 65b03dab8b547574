import { readAnswers } from '../charts/reading';
import { isSameContrast } from '../model/contrast';
import type { Answer, Question } from '../model/answer';
import type { RunDecision } from '../model/decision';
import type { ContrastEffect, MetricResult } from '../model/metric-result';
import type { RuleIntervalEnd } from '../model/rule-interval';
import type { Outcome } from '../statistics/outcome';

/** What the plan's rule said of one contrast of a metric, with what has to be known to compute it again. */
export interface RuleFacts {
  readonly role: MetricResult['role'];
  readonly higherIsBetter: boolean;
  readonly relativeMargin: number | null;
  readonly minimumEffectRelative: number | null;
  /** Of the difference: a test that it takes too far past its level is refused, and its end with it; null: not known. */
  readonly skewness: number | null;
  readonly ends: readonly EndFacts[];
  readonly answers: readonly AnswerFacts[];
  /** The word of the scorecard. */
  readonly word: { readonly expected: string };
}

interface EndFacts {
  readonly side: 'lower' | 'upper';
  readonly question: Question;
  /** Ends are null where they cannot be said. */
  readonly expected: {
    readonly alphaOneSided: number;
    readonly alphaOneSidedAtLook: number;
    readonly end: number | null;
    readonly relativeEnd: number | null;
  };
}

interface AnswerFacts {
  readonly question: Question;
  /** What earlier looks left: a rejection stays, and so does the smallest p. Their moments are not those of this look. */
  readonly before: { readonly rejected: boolean; readonly pAdjusted: number | null };
  /** Whether the test is refused for the skewness of the difference, or for a variance that an arm has not. */
  readonly isRefused: boolean;
  /** Null: there was no figure at this look. */
  readonly expected: {
    readonly alphaOneSided: number;
    readonly alphaOneSidedAtLook: number;
    readonly pOneSided: number;
    readonly rejected: boolean;
    /** Left out where the smallest is that of an earlier look. */
    readonly pAdjusted?: number;
  } | null;
}

/** Null: the decision is of an engine before 8, which stored no answers, or says nothing of the contrast. */
export function ruleFacts(
  metric: MetricResult,
  { contrast, effect, ruleInterval }: ContrastEffect,
  decision: RunDecision | null,
  lookNumber: number,
): RuleFacts | null {
  if (decision?.decision.ok !== true || ruleInterval?.ok !== true) return null;
  const answers = decision.decision.value.answers.filter(
    (answer) => answer.metric === metric.key && isSameContrast(answer.contrast, contrast),
  );
  if (answers.length === 0) return null;
  const { lower, upper, improvement } = ruleInterval.value;
  const higherIsBetter = metric.direction === 'higher-is-better';
  return {
    role: metric.role,
    higherIsBetter,
    relativeMargin: metric.role === 'guardrail' ? metric.relativeMargin : null,
    minimumEffectRelative: metric.role === 'success' ? metric.minimumEffectRelative : null,
    skewness: (effect.ok ? effect.value.skewness : undefined) ?? null,
    ends: [
      endFacts('lower', lower),
      endFacts('upper', upper),
      ...(improvement ? [endFacts(higherIsBetter ? 'upper' : 'lower', improvement)] : []),
    ],
    answers: answers.map((answer) => answerFacts(answer, lookNumber)),
    word: { expected: readAnswers(metric, contrast, decision).words },
  };
}

function endFacts(side: EndFacts['side'], end: RuleIntervalEnd): EndFacts {
  const { question, alphaOneSided, alphaOneSidedAtLook } = end;
  return {
    side,
    question,
    expected: {
      alphaOneSided,
      alphaOneSidedAtLook,
      end: orNull(end.difference),
      relativeEnd: orNull(end.relative),
    },
  };
}

function answerFacts(
  { question, alphaOneSided, rejected, shown, adjusted, atLook }: Answer,
  lookNumber: number,
): AnswerFacts {
  const isEarlier = adjusted !== null && adjusted.look < lookNumber;
  return {
    question,
    before: {
      rejected: rejected && (shown === null || shown.look < lookNumber),
      pAdjusted: isEarlier ? adjusted.p : null,
    },
    isRefused: isOfTest(atLook),
    expected: atLook.ok
      ? {
          alphaOneSided,
          alphaOneSidedAtLook: atLook.value.alphaOneSided,
          pOneSided: atLook.value.pOneSided,
          rejected,
          ...(adjusted !== null && !isEarlier && { pAdjusted: adjusted.p }),
        }
      : null,
  };
}

function isOfTest(atLook: Answer['atLook']): boolean {
  if (atLook.ok || !('message' in atLook)) return false;
  return (
    atLook.message === 'too-skewed-for-split' ||
    atLook.message === 'too-skewed-at-level' ||
    atLook.message === 'too-few-events-at-level' ||
    atLook.message === 'same-within-one-arm'
  );
}

function orNull(outcome: Outcome<number>): number | null {
  return outcome.ok ? outcome.value : null;
}
