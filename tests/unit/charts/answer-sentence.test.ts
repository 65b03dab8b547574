import { describe, expect, it } from 'vitest';
import { answerSentence } from '@/lib/charts/answer-sentence';
import { reasonSentence } from '@/lib/charts/reason-sentence';
import type { Answer } from '@/lib/model/answer';
import type { RunDecision } from '@/lib/model/decision';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { metricOf, planOf } from './result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };

function told(answer: Partial<Answer>) {
  const whole: Answer = {
    ...{ contrast, metric: 'visit', question: 'better', alphaOneSided: 0.025, rejected: false, shown: null },
    adjusted: null,
    atLook: say({ pOneSided: 0.4, alphaOneSided: 0.001 }),
    ...answer,
  };
  const decision: RunDecision = {
    look: { taken: true, lookFractions: [0.2, 0.4] },
    mixingVariances: {},
    decision: say({
      ...{ outcome: 'keep-running', variant: null, reasons: [], powered: false, verdicts: [] },
      answers: [whole],
    }),
  };
  const metric = metricOf();
  const [one] = metric.effects;
  if (one === undefined) throw new Error('The fixture has an effect.');
  const look = { plan: planOf(), decision, lookNumber: 2, looksInAll: 5 };
  return answerSentence(look, { metric, one, variantName: 'Treatment' });
}

describe('the sentence on an answer', () => {
  it('says which question has no figure, and why', () => {
    expect(told({ atLook: cannotSay('not-computable', 'too-skewed-at-level') })).toBe(
      'Visit with Treatment: cannot say whether it is better. Too skewed at this look’s level: cap it, or wait for more units. A few large values would decide. The change is +10.0\u202f% (interval +5.0 to +15.0\u202f%).',
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
      'is better with Treatment, shown at look 1 of 5; the smallest p so far is of look 2: p <\u202f0.0001 (adjusted; alpha 0.050). The change is now',
    );
    expect(of(1)).toContain(
      ': p <\u202f0.0001 (adjusted; alpha 0.050), shown at look 1 of 5. The change is now',
    );
  });

  it('tells a p of one as that, without what it is compared with or the look that it is of', () => {
    expect(told({ adjusted: { p: 1, alpha: 0.05, look: 1 } })).toContain(
      'is not shown to be better with Treatment, at look 2 of 5: p >\u202f0.9999. The change',
    );
    expect(told({ adjusted: { p: 0.3, alpha: 0.05, look: 1 } })).toContain(
      ': p = 0.300 (adjusted; alpha 0.050), the smallest so far, of look 1. The change',
    );
  });
});
