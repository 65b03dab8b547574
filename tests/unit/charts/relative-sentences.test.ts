import { describe, expect, it } from 'vitest';
import type { AdditiveNovelty, NoveltyResult } from '@/lib/model/effect-over-time';
import { overTimeSchema } from '@/lib/model/effect-over-time';
import type { SegmentedEffect } from '@/lib/model/metric-result';
import { heterogeneitySentence } from '@/lib/charts/segment-sentence';
import { lastingSentence } from '@/lib/charts/lasting-sentence';
import { cannotSay, say } from '@/lib/statistics';
import { storedRefusal } from '@/tests/support/outcomes';

const metric = { kind: 'proportion', unit: '' } as const;
const arm = { n: 100, early: 0.5, late: 0.4, earlyVariance: 0.25, lateVariance: 0.24, covariance: 0.1 };
const relative: NoveltyResult = {
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
  verdict: 'fades',
};
const saidOf = (changes: Partial<NoveltyResult>) =>
  lastingSentence(metric, say({ ...relative, ...changes }), '8');
/** As engine 7 stored it. */
const additive: AdditiveNovelty = {
  earlyEffect: 0.018,
  lateEffect: 0.003,
  change: -0.015,
  standardError: 0.0035,
  degreesOfFreedom: 198,
  statistic: -4.3,
  pTwoSided: 1e-5,
  interval: { lower: -0.022, upper: -0.008 },
  adjustedP: 2e-5,
  firstDay: 0,
  days: 3,
  units: 40_000,
  verdict: 'fades',
};

describe('the sentence on whether an effect lasts', () => {
  it.each([
    ['fades', 'the effect fades: the relative effect was +15.0\u202f% on the first day and +1.0\u202f% on the day afterwards (p = 0.004, 200 units).'], // prettier-ignore
    ['grows', 'the effect grows: '],
    ['no-change-shown', 'no change with time shown: '],
    ['effect-not-shown', 'no effect is shown that could fade or grow: '],
  ] as const)('follows the stored verdict: %s', (verdict, words) => {
    expect(saidOf({ verdict }).startsWith(words)).toBe(true);
  });

  it('names the days that were compared', () => {
    expect(saidOf({ days: 3 })).toContain(' in the first 3 days and +1.0\u202f% in the 3 days afterwards');
    expect(saidOf({ firstDay: 2 })).toContain(' on day 2 and +1.0\u202f% on the day afterwards');
    expect(saidOf({ firstDay: 2, days: 3 })).toContain(' on days 2 to 4 and ');
  });

  it('keeps the figures of an earlier engine, and says that it compared differences', () => {
    const stored = [
      {
        metric: 'bought',
        contrast: { treatment: 'treatment', reference: 'control' },
        byFirstDay: [],
        sinceExposure: [],
        novelty: { ok: true, value: additive },
      },
    ];
    const [read] = overTimeSchema.parse(JSON.parse(JSON.stringify(stored)));
    expect(read?.novelty).toEqual(say(additive));
    expect(read && lastingSentence(metric, read.novelty, '7')).toBe(
      'engine 7 compared differences, not relative effects, and found a smaller difference: +1.80\u202fpp in the first 3 days and +0.300\u202fpp in the 3 days afterwards (p <\u202f0.0001, 40,000 units).',
    );
  });

  it('gives the reason where nothing can be said', () => {
    expect(lastingSentence(metric, storedRefusal('too-few-units', 'Too few days.'), '8')).toBe(
      'cannot say whether the effect lasts. Too few days.',
    );
  });

  it('names the variant in which too little happens as the page does', () => {
    const parameters = { period: 'late', name: 'a', least: 5 };
    const refusal = cannotSay('not-computable', 'period-not-far-above-zero', parameters);
    const nameOf = (variant: string) => (variant === 'a' ? 'Relevance (the control)' : variant);
    expect(lastingSentence(metric, refusal, '8', nameOf)).toBe(
      'cannot say whether the effect lasts. Too little happens in the later of the two periods in Relevance (the control).',
    );
  });
});

describe('the sentence on whether segments differ', () => {
  const figures = { q: 9, degreesOfFreedom: 1, p: 0.003, iSquared: 0.89, pooledStandardError: 0.1 };
  const ofSegments = (heterogeneity: SegmentedEffect['heterogeneity'], count = 2) =>
    heterogeneitySentence(
      {
        attribute: 'country',
        contrast: { treatment: 'treatment', reference: 'control' },
        heterogeneity,
        segments: Array.from({ length: count }, (_, index) => ({
          value: String(index),
          control: { n: 10, mean: 1 },
          treatment: { n: 10, mean: 1 },
          effect: storedRefusal('too-few-units', 'Few.'),
          corrected: storedRefusal('too-few-units', 'Few.'),
        })),
      },
      0.05,
      '7',
    );

  it('follows the corrected p, not that of one test', () => {
    const found = (adjustedP: number) => say({ ...figures, adjustedP, pooledLogRatio: 0.1 });
    expect(ofSegments(found(0.045))).toBe(
      'the relative effects of segments differ (Cochran’s Q, p = 0.045; 89\u202f% of their variation is not noise).',
    );
    expect(ofSegments(found(0.05))).toBe(
      'no difference between segments’ relative effects shown (Cochran’s Q, p = 0.050).',
    );
    expect(ofSegments(found(0.05), 3)).toContain('p = 0.050; 2 of 3 segments compared)');
  });

  it('keeps the figures of an earlier engine, and says that it compared differences', () => {
    expect(ofSegments(say({ ...figures, pooledDifference: 0.02 }))).toBe(
      'engine 7 compared differences, not relative effects, and found that they differ (Cochran’s Q, p = 0.003 of this test by itself).',
    );
  });
});
