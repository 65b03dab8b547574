import { describe, expect, it } from 'vitest';
import { answerSentence } from '@/lib/charts/answer-sentence';
import { reasonSentence } from '@/lib/charts/reason-sentence';
import type { Answer } from '@/lib/model/answer';
import type { RunDecision } from '@/lib/model/decision';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { effectOf, metricOf, planOf } from './result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };

function told(answer: Partial<Answer>) {
  const whole: Answer = {
    ...{ contrast, metric: 'visit', question: 'better', alphaOneSided: 0.025, rejected: false, shown: null },
    adjusted: null,
    atLook: say({ pOneSided: 0.4, alphaOneSided: 0.001 }),
    ...answer,
  };
  return sentenceOf([whole]);
}

function sentenceOf(answers: readonly Answer[], metric = metricOf()) {
  const decision: RunDecision = {
    look: { taken: true, lookFractions: [0.2, 0.4] },
    mixingVariances: {},
    decision: say({
      ...{ outcome: 'keep-running', variant: null, reasons: [], powered: false, verdicts: [] },
      answers,
    }),
  };
  const [one] = metric.effects;
  if (one === undefined) throw new Error('The fixture has an effect.');
  const look = { plan: planOf(), decision, lookNumber: 2, looksInAll: 5 };
  return answerSentence(look, { metric, one, variantName: 'Treatment' });
}

describe('the sentence on an answer', () => {
  it('says which question has no figure, and why', () => {
    expect(told({ atLook: cannotSay('not-computable', 'too-skewed-at-level') })).toBe(
      'Visit with Treatment: cannot say whether it is better. Too skewed for this look’s level: a few large values would decide. A cap or more units would mend it. The change is +10.0\u202f% (interval +5.0 to +15.0\u202f%).',
    );
    expect(
      reasonSentence({
        ...{ code: 'metric-cannot-say', metric: 'Visit', variant: 'Treatment', figures: {} },
        question: 'better',
      }),
    ).toBe('There is no figure that says whether Visit is better in Treatment.');
  });

  it('gives the smallest p with its own look, where an earlier one showed it first', () => {
    const shown = { look: 1, pOneSided: 0.001, alphaOneSided: 0.002 };
    const atLook = say({ pOneSided: 1e-7, alphaOneSided: 0.001 });
    const of = (look: number) =>
      told({ rejected: true, shown, atLook, adjusted: { p: 4e-6, alpha: 0.05, look } });
    expect(of(2)).toContain(
      'is better with Treatment, first shown at look 1 of 5; look 2 has the strongest evidence so far: p <\u202f0.0001 (adjusted; alpha 0.050). The change is now',
    );
    expect(of(1)).toContain(
      ': p <\u202f0.0001 (adjusted; alpha 0.050), shown at look 1 of 5. The change is now',
    );
  });

  it('gives each of two answers its own p, where harm is shown and the margin kept', () => {
    const of = (question: Answer['question'], p: number): Answer => ({
      ...{ contrast, metric: 'visit', question, alphaOneSided: 0.025, rejected: true },
      shown: { look: 2, pOneSided: p, alphaOneSided: 0.025 },
      adjusted: { p, alpha: 0.05, look: 2 },
      atLook: say({ pOneSided: p, alphaOneSided: 0.025 }),
    });
    const metric = metricOf({
      role: 'guardrail',
      relativeMargin: 0.1,
      effect: effectOf(-0.04, -0.06, -0.02),
    });
    expect(sentenceOf([of('worse', 1e-6), of('non-inferior', 0.0015)], metric)).toMatch(
      /^Visit is worse with Treatment: p <\u202f0\.0001 \(adjusted; alpha 0\.050\), shown at look 2 of 5, but within its margin of 10\u202f%: p = 0\.002 \(adjusted; alpha 0\.050\), shown at look 2 of 5\. The change is/u,
    );
  });

  it('says of what is measured as worse that this is not shown either, and how much harm is possible', () => {
    const of = (question: Answer['question'], p: number): Answer => ({
      ...{ contrast, metric: 'visit', question, alphaOneSided: 0.025, rejected: false, shown: null },
      adjusted: { p, alpha: 0.05, look: 2 },
      atLook: say({ pOneSided: p, alphaOneSided: 0.001 }),
    });
    const sentence = (difference: number, worse: Partial<Answer> = {}) => {
      const at = (figure: number, question: Answer['question']) => ({
        ...{ question, alphaOneSided: 0.025, alphaOneSidedAtLook: 0.025 },
        ...{ difference: say(figure), relative: say(figure) },
      });
      const one = {
        ...{ contrast, adjustment: null, effect: effectOf(difference, -0.6, 0.1) },
        ruleInterval: say({
          lower: at(-0.661, 'better'),
          upper: at(0.1, 'worse'),
          improvement: at(0.1, 'smaller'),
        }),
      };
      return sentenceOf([of('better', 1), { ...of('worse', 0.078), ...worse }], metricOf({ effects: [one] }));
    };
    expect(sentence(-0.382)).toBe(
      'Visit is not shown to be better with Treatment, at look 2 of 5: p = 1. Nor is it shown to be worse: p = 0.078 (adjusted; alpha 0.050). The change is \u221238.2\u202f% (interval \u221266.1 to +10.0\u202f%); the improvement may be up to 10.0\u202f%; harm of up to 66.1\u202f% is still possible.',
    );
    expect(sentence(0.02)).not.toMatch(/Nor|harm/u);
    const refused = { atLook: cannotSay('not-computable', 'too-skewed-at-level'), adjusted: null };
    expect(sentence(-0.382, refused)).toContain(
      ` Whether it is worse cannot be said: ${cannotSaySentence(refused.atLook)} The change is`,
    );
    expect(sentence(0.02, refused)).not.toContain('Whether it is worse');
  });

  it('tells a p of one as that, without what it is compared with or the look that it is of', () => {
    expect(told({ adjusted: { p: 1, alpha: 0.05, look: 1 } })).toContain(
      'is not shown to be better with Treatment, at look 2 of 5: p = 1. The change',
    );
    expect(told({ adjusted: { p: 0.3, alpha: 0.05, look: 1 } })).toContain(
      ': p = 0.300 (adjusted; alpha 0.050); look 1 had the strongest evidence so far. The change',
    );
  });
});
