import { describe, expect, it } from 'vitest';
import { harmClauses, improvementClauses, ruledOutWords } from '@/lib/charts/possible-changes';
import { possibleSize, stillPossible } from '@/lib/charts/still-possible';
import type { Answer, Question } from '@/lib/model/answer';
import type { ContrastEffect, MetricResult } from '@/lib/model/metric-result';
import type { RuleIntervalEnd } from '@/lib/model/rule-interval';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { effectOf, metricOf, resultOf } from './result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };

function end(question: Question, at: number | null): RuleIntervalEnd {
  const figure = at === null ? cannotSay('not-computable', 'too-skewed-at-level') : say(at);
  return { question, alphaOneSided: 0.025, alphaOneSidedAtLook: 0.025, difference: figure, relative: figure };
}

/** With another end of what improvement is possible, as the test of it has a level of its own. */
function effect(lower: number | null, upper: number | null, improvement = 0.304): ContrastEffect {
  return {
    contrast,
    effect: effectOf(0.1, -0.2, 0.4),
    adjustment: null,
    ruleInterval: say({
      lower: end('better', lower),
      upper: end('worse', upper),
      improvement: end('smaller', improvement),
    }),
  };
}

function metric(key: string, one: ContrastEffect, changes: Partial<MetricResult> = {}): MetricResult {
  return metricOf({ key, name: key, effects: [one], minimumEffectRelative: 0.05, ...changes });
}

function rejected(metricKey: string, question: Question): Answer {
  const atLook = say({ pOneSided: 0.001, alphaOneSided: 0.025 });
  return {
    ...{ contrast, metric: metricKey, question, alphaOneSided: 0.025, rejected: true },
    ...{ shown: null, adjusted: null, atLook },
  };
}

const open = { isWorse: false, isRuledOut: false, openMargin: null };

describe('what is still possible of one metric', () => {
  it('is the end that is drawn, and no other', () => {
    const one = effect(0.044, 0.315);
    expect(stillPossible(metric('conv', one), one, open)).toBe('the improvement may be up to 31.5\u202f%');
    const none = effect(0.044, null);
    expect(stillPossible(metric('conv', none), none, open)).toBe('the improvement may be of any size');
    expect(possibleSize(metricOf(), none, 'improvement')).toEqual({ size: Infinity, isRelative: true });
  });

  it('does not contradict the test of an improvement of the size of interest', () => {
    const one = effect(-0.3, 0.06);
    expect(stillPossible(metric('conv', one), one, { ...open, isRuledOut: true })).toBe(
      'an improvement of 5\u202f% or more is ruled out',
    );
    const narrow = effect(-0.3, 0.048);
    expect(stillPossible(metric('conv', narrow), narrow, open)).toBe(
      'an improvement of 5\u202f% is not ruled out',
    );
  });

  it('has as many digits as tell it from the margin that is not shown to be kept', () => {
    const one = effect(-0.0204, 0.01);
    const guardrail = metric('lat', one, { role: 'guardrail', relativeMargin: 0.02 });
    expect(stillPossible(guardrail, one, { ...open, openMargin: 0.02 })).toBe(
      'harm of up to 2.04\u202f% is still possible',
    );
    expect(stillPossible(guardrail, one, open)).toBe('harm of up to 2.0\u202f% is still possible');
  });
});

describe('what is still possible of a variant', () => {
  const result = resultOf({
    metrics: [
      metric('conv', effect(-0.544, 0.086)),
      metric('rev', effect(null, 1.18), { minimumEffectRelative: 0.3 }),
      metric('zero', { contrast, effect: cannotSay('no-variance', 'same-for-every-unit'), adjustment: null }),
      metric('lat', effect(-0.03, 0.02), { role: 'guardrail', relativeMargin: 0.05 }),
    ],
  });
  const of = (answers: readonly Answer[]) => ({ decision: { answers }, result, variants: ['treatment'] });

  it('names each success metric, to either side', () => {
    expect(improvementClauses(of([]))).toEqual([
      'up to 8.6\u202f% in conv and 118\u202f% in rev is still possible',
    ]);
    expect(harmClauses(of([]))).toEqual([
      'harm of up to 54.4\u202f% in conv and any size in rev is still possible',
    ]);
  });

  it('says what was shown in its place', () => {
    expect(improvementClauses(of([rejected('conv', 'smaller'), rejected('lat', 'non-inferior')]))).toEqual([
      'up to 118\u202f% in rev is still possible',
      '5\u202f% or more in conv is ruled out',
      'lat is within its margin',
    ]);
    // Of two variants what holds for both.
    const two = { ...of([rejected('conv', 'smaller')]), variants: ['treatment', 'other'] };
    expect(improvementClauses(two)).toHaveLength(1);
  });

  it('names the size of each metric that is ruled out', () => {
    expect(ruledOutWords(result)).toBe(
      '5\u202f% or more in conv, 30\u202f% or more in rev and 5\u202f% or more in zero',
    );
    expect(ruledOutWords(resultOf({ metrics: [metric('conv', effect(-0.1, 0.04))] }))).toBe(
      '5\u202f% or more',
    );
  });
});
