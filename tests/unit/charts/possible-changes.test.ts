import { describe, expect, it } from 'vitest';
import { harmClauses, improvementClauses, ruledOutWords } from '@/lib/charts/possible-changes';
import { possibleSize, stillPossible } from '@/lib/charts/still-possible';
import type { Answer, Question } from '@/lib/model/answer';
import type { ContrastEffect, MetricResult } from '@/lib/model/metric-result';
import type { RuleIntervalEnd } from '@/lib/model/rule-interval';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { effectOf, metricOf, resultOf } from './result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };

/** Null: refused as too skewed. */
function end(question: Question, at: number | null, alpha = 0.025): RuleIntervalEnd {
  const refusal =
    at === Infinity
      ? cannotSay('look-not-reached', 'nothing-to-spend-yet')
      : cannotSay('not-computable', 'too-skewed-at-level');
  const figure = at === null || at === Infinity ? refusal : say(at);
  return { question, alphaOneSided: alpha, alphaOneSidedAtLook: alpha, difference: figure, relative: figure };
}

/** With an end of its own of what improvement is possible, as the test of it has a level of its own. */
function effect(
  lower: number | null,
  upper: number | null,
  improvement: number | null = upper,
  alpha = 0.025,
): ContrastEffect {
  return {
    contrast,
    effect: effectOf(0.1, -0.2, 0.4),
    adjustment: null,
    ruleInterval: say({
      lower: end('better', lower),
      upper: end('worse', upper, alpha),
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

const open = { isWorse: false, ruledOut: null, openMargin: null };

describe('what is still possible of one metric', () => {
  const of = (one: ContrastEffect, ruledOut: { isNow: boolean; look: number } | null = null) =>
    stillPossible(metric('conv', one), one, { ...open, ruledOut });
  const now = { isNow: true, look: 2 };
  const before = { isNow: false, look: 1 };

  it('is the end of the test of how large an improvement may be, named where another one is drawn', () => {
    expect(of(effect(0.044, 0.315))).toBe('the improvement may be up to 31.5\u202f%');
    expect(of(effect(-0.055, 0.059, 0.0692, 0.05))).toBe(
      'the improvement may be up to 6.9\u202f%, by its own test',
    );
    expect(possibleSize(metricOf(), effect(-0.055, 0.059, 0.0692, 0.05), 'improvement')?.size).toBe(0.0692);
    // Harm has no test of its own: it reaches to the end that is drawn.
    expect(possibleSize(metricOf(), effect(-0.055, 0.059, 0.0692, 0.05), 'harm')?.size).toBe(0.055);
  });

  it('is never on the other side of an improvement that is ruled out, or is not', () => {
    expect(of(effect(-0.3, 0.04), now)).toBe('an improvement of 5\u202f% or more is ruled out');
    expect(of(effect(-0.3, 0.073, 0.04996, 0.0125), now)).toBe(
      'an improvement of 5\u202f% or more is ruled out: it is at most 4.996\u202f%, by its own test',
    );
    expect(of(effect(-0.3, 0.073, -0.01, 0.0005), now)).toBe(
      'an improvement of 5\u202f% or more is ruled out: none is left, by its own test',
    );
    expect(of(effect(-0.3, 0.048, 0.0502, 0.05))).toBe(
      'the improvement may be up to 5.02\u202f%, by its own test',
    );
    expect(of(effect(-0.3, 0.062), before)).toBe(
      'an improvement of 5\u202f% or more is ruled out, shown at look 1; by this look alone it may be up to 6.2\u202f%',
    );
  });

  it('is unbounded where nothing bounds it, and is not said where its test was refused', () => {
    expect(of(effect(0.044, Infinity))).toBe('the improvement may be of any size');
    expect(of(effect(0.044, null))).toBe(
      'no limit of an improvement can be said: Too skewed for this look’s level: a few large values would decide. A cap or more units would mend it',
    );
    const guardrail = metric('lat', effect(null, 0.1), { role: 'guardrail', relativeMargin: 0.02 });
    expect(stillPossible(guardrail, effect(null, 0.1), open)).toMatch(
      /^no limit of harm can be said: Too skewed/u,
    );
  });

  it('of a shown harm is how large it is, to both ends', () => {
    const worse = { ...open, isWorse: true };
    const told = (one: ContrastEffect, changes = {}) =>
      stillPossible(metric('conv', one, changes), one, worse);
    expect(told(effect(-0.33, -0.188))).toBe('the harm is between 18.8 and 33.0\u202f%');
    expect(told(effect(0.188, 0.33), { direction: 'lower-is-better' })).toBe(
      'the harm is between 18.8 and 33.0\u202f%',
    );
    expect(told(effect(-0.33, 0.01))).toBe('harm of up to 33.0\u202f% is still possible');
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
      metric('rev', effect(Infinity, 1.18), { minimumEffectRelative: 0.3 }),
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

  it('says of which no limit can be said', () => {
    const skewed = resultOf({
      metrics: [metric('conv', effect(-0.5, 0.08)), metric('rev', effect(null, null))],
    });
    const look = { ...of([]), result: skewed };
    expect(improvementClauses(look)).toEqual([
      'up to 8.0\u202f% in conv is still possible',
      'no limit of an improvement can be said in rev',
    ]);
    expect(harmClauses(look)).toEqual([
      'harm of up to 50.0\u202f% in conv is still possible',
      'no limit of harm can be said in rev',
    ]);
  });

  it('does not call possible in one variant what was ruled out there before', () => {
    const of = (treatment: string, most: number): ContrastEffect => ({
      ...effect(-0.5, most),
      contrast: { treatment, reference: 'control' },
    });
    const two = metric('conv', of('treatment', 0.08), {
      effects: [of('treatment', 0.08), of('other', 0.06)],
    });
    const look = { result: resultOf({ metrics: [two] }), variants: ['treatment', 'other'] };
    const clauses = (answers: readonly Answer[]) => improvementClauses({ ...look, decision: { answers } });
    expect(clauses([])).toEqual(['up to 8.0\u202f% is still possible']);
    expect(clauses([rejected('conv', 'smaller')])).toEqual(['up to 6.0\u202f% is still possible']);
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
