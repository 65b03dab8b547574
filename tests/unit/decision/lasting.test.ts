import { describe, expect, it } from 'vitest';
import type { Decision } from '@/lib/model/decision';
import type { NoveltyResult } from '@/lib/model/effect-over-time';
import { withLastingWords } from '@/lib/decision/lasting';
import { cannotSay, say } from '@/lib/statistics';
import { metricOf, resultOf } from '../charts/result-fixture';

const arm = { n: 100, early: 0.5, late: 0.4, earlyVariance: 0.25, lateVariance: 0.24, covariance: 0.1 };
const smaller: NoveltyResult = {
  earlyRelative: 0.15,
  lateRelative: 0.01,
  logRatioOfRatios: Math.log(1.01 / 1.15),
  standardError: 0.04,
  degreesOfFreedom: 198,
  statistic: -3.2,
  pTwoSided: 0.002,
  ratio: 1.01 / 1.15,
  interval: { lower: 0.8, upper: 0.95 },
  adjustedP: 0.004,
  firstDay: 0,
  days: 1,
  units: 200,
  control: arm,
  treatment: arm,
  verdict: 'effect-not-shown',
};
const larger = { ...smaller, logRatioOfRatios: -smaller.logRatioOfRatios };

type Question = Decision['answers'][number]['question'];

function verdictOf(
  novelty: NoveltyResult,
  questions: readonly Question[],
  {
    direction = 'higher-is-better',
    reference = 'control',
  }: { direction?: 'higher-is-better' | 'lower-is-better'; reference?: string } = {},
) {
  const metric = metricOf({ direction });
  const one = {
    metric: metric.key,
    contrast: { treatment: 'treatment', reference },
    byFirstDay: [],
    sinceExposure: [],
    novelty: say(novelty),
  };
  const answers = questions.map((question) => ({
    contrast: { treatment: 'treatment', reference: 'control' },
    metric: metric.key,
    question,
    alphaOneSided: 0.025,
    rejected: true,
    shown: null,
    adjusted: null,
    atLook: say({ pOneSided: 0.001, alphaOneSided: 0.025 }),
  }));
  const decision = say({
    outcome: 'keep-running',
    variant: null,
    reasons: [],
    powered: false,
    verdicts: [],
    answers,
  } as const);
  const { overTime } = withLastingWords(resultOf({ metrics: [metric], overTime: say([one]) }), decision);
  const found = overTime?.ok === true ? overTime.value[0]?.novelty : undefined;
  return found?.ok === true ? found.value.verdict : undefined;
}

describe('the word on whether an effect lasts', () => {
  it('is said of an effect that the rule has shown, in the direction that it has shown', () => {
    expect(verdictOf(smaller, ['better'])).toBe('fades');
    expect(verdictOf(larger, ['better'])).toBe('grows');
    // Harm: less of a metric of which more is better. Late there is less still.
    expect(verdictOf(smaller, ['worse'])).toBe('grows');
    expect(verdictOf(larger, ['worse'])).toBe('fades');
    expect(verdictOf(smaller, ['worse'], { direction: 'lower-is-better' })).toBe('fades');
    expect(verdictOf(smaller, ['better'], { direction: 'lower-is-better' })).toBe('grows');
  });

  it('is that no change is shown where the corrected test does not reject', () => {
    expect(verdictOf({ ...smaller, adjustedP: 0.05 }, ['better'])).toBe('no-change-shown');
    expect(verdictOf({ ...smaller, adjustedP: 0.049 }, ['better'])).toBe('fades');
  });

  it('is not said of an effect that is not shown, is not one, or is shown both ways', () => {
    expect(verdictOf(smaller, [])).toBe('effect-not-shown');
    expect(verdictOf(smaller, ['non-inferior'])).toBe('effect-not-shown');
    expect(verdictOf(smaller, ['better', 'worse'])).toBe('effect-not-shown');
    expect(verdictOf(smaller, ['better'], { reference: 'other' })).toBe('effect-not-shown');
  });

  it('is not said without a decision, and leaves what is not there', () => {
    const refused = cannotSay('look-not-reached', 'effects-only-at-looks');
    const without = resultOf({ overTime: refused });
    expect(withLastingWords(without, refused)).toBe(without);
  });
});
