import { describe, expect, it } from 'vitest';
import { decide, type DecisionInput } from '@/lib/decision/decide';
import type { Decision } from '@/lib/model/decision';
import type { ExperimentPlan } from '@/lib/decision/plan';
import { reasonSentence } from '@/lib/charts/reason-sentence';
import { AT_THE_END, guardrail, HEALTHY, planOf, resultAt, success } from '@/tests/support/decisions';
import { valueOf } from '@/tests/support/outcomes';

const plan = planOf([success('revenue'), guardrail('latency', 0.02), guardrail('crashes')]);
const good = [resultAt('revenue', 3), resultAt('latency', 0, 3), resultAt('crashes', 0)];

function decided(of: ExperimentPlan, input: Partial<DecisionInput>): Decision {
  return valueOf(decide(of, { results: good, health: HEALTHY, progress: AT_THE_END, ...input }));
}

describe('reasons in words', () => {
  it('say what forced the decision, with its figures', () => {
    expect(decided(plan, {}).reasons.map((one) => reasonSentence(one))).toEqual([
      'Success metric revenue in b is significantly better (one-sided p = 0.00135, level 0.05).',
      'Guardrail latency in b is within its margin (one-sided p = 0.00135, level 0.05).',
    ]);
    const early = decided(plan, { progress: { lookFractions: [0.4125], plannedEndReached: false } });
    expect(early.reasons.map((one) => reasonSentence(one))).toEqual([
      'The plan allows one look, at its end; 41.25\u202f% of the planned units are in.',
    ]);
  });

  const about = { metric: 'revenue', variant: 'b', figures: { pOneSided: 4e-12, alphaOneSided: 0.05 } };
  const test = '(one-sided p < 0.0001, level 0.05)';
  it.each([
    [{ code: 'significantly-worse', ...about }, `Metric revenue in b is significantly worse ${test}.`],
    [
      { code: 'not-significantly-better', ...about },
      `Success metric revenue in b is not significantly better ${test}.`,
    ],
    [
      { code: 'not-significantly-worse', ...about },
      `Metric revenue in b is not significantly worse ${test}.`,
    ],
    [
      { code: 'quality-metric-differs', ...about },
      `Quality metric revenue in b differs from the control, which it must not ${test}.`,
    ],
    [
      { code: 'quality-metric-agrees', ...about },
      `Quality metric revenue in b does not differ from the control ${test}.`,
    ],
    [
      { code: 'not-shown-non-inferior', ...about },
      `Guardrail revenue in b is not shown to be within its margin ${test}.`,
    ],
    [
      { code: 'significantly-worse', ...about, figures: { pOneSided: 4e-7, alphaOneSided: 1e-6 } },
      'Metric revenue in b is significantly worse (one-sided p = 4e-7, level 0.000001).',
    ],
    [{ code: 'metric-cannot-say', ...about }, 'Metric revenue in b has no figure to decide by.'],
    [
      { code: 'metric-cannot-say', metric: null, variant: null, figures: {} },
      'Metric unknown in a variant has no figure to decide by.',
    ],
    [
      { code: 'look-not-reached', metric: null, variant: null, figures: { firstLook: 0.2 } },
      'The first planned look is at 20\u202f% of the planned units.',
    ],
    [
      { code: 'look-not-reached', metric: null, variant: null, figures: {} },
      'The first planned look is at an unknown share of the planned units.',
    ],
    [
      {
        code: 'planned-size-not-reached',
        metric: null,
        variant: null,
        figures: { informationFraction: 0.7 },
      },
      'This look had 70\u202f% of the planned units; the planned power holds only at 100\u202f%.',
    ],
    [
      { code: 'sample-ratio-mismatch', metric: null, variant: null, figures: { p: 1e-9, level: 0.001 } },
      'The variants’ sizes do not fit the planned split (p < 0.0001, alarm below 0.001).',
    ],
    [
      {
        code: 'units-in-several-variants',
        metric: null,
        variant: null,
        figures: { share: 0.0213, limit: 0.01 },
      },
      '2.13\u202f% of the units were seen in more than one variant; from 1\u202f% on the comparison is not valid.',
    ],
  ] as const)('%j', (reason, sentence) => {
    expect(reasonSentence(reason)).toBe(sentence);
  });
});
