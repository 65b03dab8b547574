import { describe, expect, it } from 'vitest';
import { ruleColumns, ruleRefusal } from '@/lib/exports/rule-columns';
import type { Answer } from '@/lib/model/answer';
import type { RunDecision } from '@/lib/model/decision';
import type { RuleIntervalEnd } from '@/lib/model/rule-interval';
import { cannotSay, say } from '@/lib/statistics/outcome';
import { effectOf, metricOf } from '../charts/result-fixture';

const contrast = { treatment: 'treatment', reference: 'control' };
const skewed = cannotSay('not-computable', 'too-skewed-at-level');
const why =
  'Too skewed for this look’s level: a few large values would decide. A cap or more units would mend it.';

function end(
  question: RuleIntervalEnd['question'],
  difference: RuleIntervalEnd['difference'],
): RuleIntervalEnd {
  return { question, alphaOneSided: 0.025, alphaOneSidedAtLook: 0.001, difference, relative: difference };
}

function decided(atLook: Answer['atLook']): RunDecision {
  const answer: Answer = {
    ...{ contrast, metric: 'visit', question: 'better', alphaOneSided: 0.025, rejected: false, shown: null },
    ...{ adjusted: { p: 0.4, alpha: 0.05, look: 1 }, atLook },
  };
  return {
    look: { taken: true, lookFractions: [0.2] },
    mixingVariances: {},
    decision: say({
      ...{ outcome: 'keep-running', variant: null, reasons: [], powered: false, verdicts: [] },
      answers: [answer],
    }),
  };
}

const asked = say({ pOneSided: 0.1, alphaOneSided: 0.001 });
const withEnds = (lower: RuleIntervalEnd['difference'], upper: RuleIntervalEnd['difference']) => ({
  contrast,
  effect: effectOf(0.1, -0.1, 0.3),
  adjustment: null,
  ruleInterval: say({ lower: end('better', lower), upper: end('worse', upper) }),
});

describe('what a file says where an effect has a figure and the rule has none', () => {
  it('is why the test of its answer, or an end of its interval, is refused', () => {
    const metric = metricOf();
    const refused = withEnds(skewed, say(0.3));
    expect(ruleRefusal(metric, refused, decided(skewed))).toBe(why);
    expect(ruleRefusal(metric, refused, decided(asked))).toBe(why);
    expect(ruleRefusal(metric, withEnds(say(-0.1), say(0.3)), decided(asked))).toBeNull();
    expect(ruleRefusal(metric, refused, null)).toBeNull();
  });

  it('names the question, and no p of another look', () => {
    expect(ruleColumns(metricOf(), withEnds(skewed, say(0.3)), decided(skewed))).toMatchObject({
      answer: 'Cannot say',
      question: 'better',
      p_adjusted: undefined,
    });
  });
});
