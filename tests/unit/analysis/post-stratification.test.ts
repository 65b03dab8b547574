import { describe, expect, it } from 'vitest';
import { analyse } from '@/lib/analysis/analyse';
import type { EvidenceArm } from '@/lib/analysis/evidence';
import { adjustmentWords } from '@/lib/charts/adjustment-words';
import { plannedSegmentsSchema } from '@/lib/model/planned-segment';
import { metricResultSchema } from '@/lib/model/metric-result';
import { runOf } from '@/tests/support/runs';
import { saying, valueOf } from '@/tests/support/outcomes';

type Segment = EvidenceArm & { readonly attribute: string; readonly value: string | null };

function segment(variant: number, value: string | null, n: number, mean: number): Segment {
  const moments = { means: [mean], covariances: [[4]] };
  return { variant, waiting: 0, quantile: null, attribute: 'country', value, n, ...moments };
}

/** Half of control is Swedish and less of the treatment; what they spend differs more than the effect. */
const both = [
  segment(0, 'de', 200, 10),
  segment(0, 'se', 200, 20),
  segment(1, 'de', 240, 11),
  segment(1, 'se', 160, 21),
];
const arms: readonly EvidenceArm[] = [
  { variant: 0, n: 400, waiting: 0, means: [15], covariances: [[29]], quantile: null },
  { variant: 1, n: 400, waiting: 0, means: [15], covariances: [[28]], quantile: null },
];

function revenue(segments: readonly Segment[], postStratify?: true) {
  const configuration = {
    ...runOf({ method: 'fixed' }),
    segments: [{ attribute: 'country', ...(postStratify && { postStratify }) }],
  };
  const evidence = {
    units: [0, 1].map((variant) => ({ variant, units: 400, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [{ attribute: 'country', failure: null }],
    metrics: new Map([['revenue', { ok: true as const, caps: [], arms, segments }]]),
  };
  const reading = { allowed: true, ruleOf: null } as const;
  const [metric] = analyse(configuration, evidence, reading).metrics;
  if (metric === undefined) throw new Error('There is no metric.');
  const [effect] = metric.effects;
  if (effect === undefined) throw new Error('There is no effect.');
  return { metric, effect };
}

describe('an effect post-stratified by a planned segment', () => {
  it('weighs each value by its share of all units, and says what that took away', () => {
    const { metric, effect } = revenue(both, true);
    expect(valueOf(effect.effect).difference).toBeCloseTo(1, 12);
    if (effect.adjustment?.ok !== true) throw new Error('The effect is not adjusted.');
    const adjustment = effect.adjustment.value;
    expect(adjustment.strata).toEqual({
      by: 'country',
      values: [
        { value: 'de', weight: 0.55 },
        { value: 'se', weight: 0.45 },
      ],
    });
    expect(valueOf(adjustment.unadjusted).difference).toBeCloseTo(0, 12);
    expect(adjustmentWords(metric)).toMatch(
      /^variance reduced by \d+(\.\d+)?\s?% by 2 strata; the change is of adjusted means, the values are as counted$/,
    );
    expect(metricResultSchema.parse(JSON.parse(JSON.stringify(metric)))).toEqual(metric);
  });

  it('is the plain effect where nobody planned it', () => {
    const { metric, effect } = revenue(both);
    expect(valueOf(effect.effect).difference).toBeCloseTo(0, 12);
    expect(effect.adjustment).toBeNull();
    expect(effect).not.toHaveProperty('notPostStratified');
    expect(metric.arms[0]).not.toHaveProperty('postStrata');
  });

  it('is the plain effect, with the reason, where a stratum has too few units of an arm or units are missing', () => {
    const few = [...both, segment(0, null, 9, 5)];
    expect(revenue(few, true).effect.notPostStratified).toEqual(
      saying(
        'not-computable',
        'The segments by which effects are to be post-stratified were not read for this metric.',
      ),
    );
    const small = [segment(0, 'de', 395, 10), segment(0, 'se', 5, 20), ...both.slice(2)];
    const { effect } = revenue(small, true);
    expect(effect.notPostStratified).toEqual(
      saying(
        'too-few-units',
        'In the stratum "se" a variant has 5 units, and at least 10 are needed in each, so the effect is not post-stratified.',
      ),
    );
    expect(valueOf(effect.effect).difference).toBeCloseTo(0, 12);
    expect(
      revenue([segment(0, 'de', 400, 10), ...both.slice(2)], true).effect.notPostStratified,
    ).toMatchObject({
      parameters: { stratum: 'se', units: 0 },
    });
  });

  it('is planned by one segmentation alone', () => {
    const two = ['country', 'plan'].map((attribute) => ({ attribute, postStratify: true }));
    const refused = plannedSegmentsSchema.safeParse(two);
    expect(refused.error?.issues.map(({ message, path }) => [message, path])).toEqual([
      ['Effects are post-stratified by one segmentation.', [1]],
    ]);
    expect(plannedSegmentsSchema.safeParse([{ attribute: 'country', postStratify: false }]).success).toBe(
      false,
    );
  });
});
