import { describe, expect, it } from 'vitest';
import { detectableNow } from '@/lib/decision/detectable-now';
import type { RunMetric } from '@/lib/model/run-configuration';
import { groupSequentialInflation } from '@/lib/statistics';
import { normalIsf } from '@/lib/statistics/distributions/normal';
import { saying, valueOf } from '@/tests/support/outcomes';
import {
  analysed,
  runMetric,
  runOf,
  shareMetric,
  spentOnPurchases,
  type ArmFigures,
} from '@/tests/support/runs';

type Arms = readonly [ArmFigures, ArmFigures];
const fixed = { method: 'fixed', plannedUnits: 100_000 } as const;

function detectable(run: ReturnType<typeof runOf>, arms: Arms) {
  return detectableNow(run, analysed(run, arms).blinded);
}

function only(run: ReturnType<typeof runOf>, arms: Arms) {
  const [first, ...rest] = detectable(run, arms);
  if (first === undefined || rest.length > 0) throw new Error('There is not one metric.');
  return first;
}

describe('the effect detectable now', () => {
  const arms: Arms = [
    { n: 6_000, mean: 10, variance: 100 },
    { n: 12_000, mean: 10, variance: 100 },
  ];

  it('is the one that a test of its level finds with the power of the plan, long before a look', () => {
    const found = only(runOf(fixed), arms);
    expect(found).toMatchObject({ metric: 'revenue', question: 'better', power: 0.8, units: 18_000 });
    expect(found.alphaOneSided).toBeCloseTo(0.025, 12);
    const { relative, ...basis } = valueOf(found.relative);
    // A total's variance moves with its mean.
    const moved = 100 * (1 + relative);
    const expected = (normalIsf(0.025) + normalIsf(0.2)) * Math.sqrt(100 / 6_000 + moved / 12_000);
    expect(relative).toBeCloseTo(expected / 10, 6);
    expect(basis).toMatchObject({ treatment: 'treatment', controlUnits: 6_000, treatmentToControlRatio: 2 });
    expect(basis.variance).toBeCloseTo(100, 2);
  });

  it('of a share in a small arm follows the variance that the share would have, as the planner does', () => {
    const of = (n: number, mean: number): ArmFigures => ({ n, mean, variance: mean * (1 - mean) });
    const found = only(runOf(fixed, [shareMetric()]), [of(32_000, 0.23), of(8_000, 0.23)]);
    const { relative } = valueOf(found.relative);
    const moved = 0.23 * (1 + relative);
    const noise = Math.sqrt((0.23 * 0.77) / 32_000 + (moved * (1 - moved)) / 8_000);
    expect((relative * 0.23) / noise).toBeCloseTo(normalIsf(0.025) + normalIsf(0.2), 4);
  });

  it('does not depend on the effect: arms with their means exchanged say the same', () => {
    const of = (control: number, treatment: number) =>
      only(runOf({}), [
        { n: 900, mean: control, variance: 100 },
        { n: 900, mean: treatment, variance: 100 },
      ]);
    expect(of(8, 12)).toEqual(of(12, 8));
    expect(valueOf(of(8, 12).relative).mean).toBeCloseTo(10, 12);
  });

  it('allows for the looks of the plan as the planner does', () => {
    const both: Arms = [arms[0], { ...arms[0] }];
    const of = (run: ReturnType<typeof runOf>) => valueOf(only(run, both).relative).relative;
    const looks = {
      informationFractions: [0.25, 0.5, 0.75, 1],
      spending: 'pocock',
      alpha: 0.025,
      sides: 1,
    } as const;
    const { inflation } = valueOf(groupSequentialInflation(looks, 0.8));
    expect(inflation).toBeGreaterThan(1.1);
    const metrics: RunMetric[] = [{ ...runMetric(), kind: 'mean', definition: spentOnPurchases }];
    const sequential = of(runOf({ looks: 4, spending: 'pocock' }, metrics));
    expect(sequential / of(runOf(fixed, metrics))).toBeCloseTo(Math.sqrt(inflation), 6);
  });

  it('of a guardrail with a margin is the smallest margin; other metrics have none', () => {
    const metrics = [
      runMetric({ key: 'speed', role: 'guardrail', relativeMargin: 0.05 }),
      runMetric({ key: 'errors', role: 'guardrail' }),
      runMetric({ key: 'split', role: 'quality' }),
    ];
    const both: Arms = [arms[0], { ...arms[0] }];
    const found = detectable(runOf(fixed, metrics), both);
    expect(found.map(({ metric, question }) => [metric, question])).toEqual([['speed', 'non-inferior']]);
    const margin = valueOf(
      found[0]?.relative ?? { ok: false, reason: 'not-computable', detail: '' },
    ).relative;
    // m of z sqrt((1 - m)^2 + 1) sd / sqrt(n) = m * mean.
    const noise = Math.sqrt(((1 - margin) ** 2 + 1) * (100 / 6_000));
    const z = normalIsf(0.05) + normalIsf(0.2);
    expect((margin * 10) / noise).toBeCloseTo(z, 3);
  });

  it('cannot be said without units, without spread or of a mean of 0', () => {
    const of = (mean: number, variance: number, n = 100) =>
      only(runOf(fixed), [
        { n, mean, variance },
        { n, mean, variance },
      ]).relative;
    expect(of(0, 1)).toEqual(saying('invalid-input', /^The mean is 0: a share of it is no change/));
    expect(of(5, 0)).toEqual(saying('no-variance', /same for every unit/));
    expect(of(5, 1, 0)).toMatchObject({ ok: false, reason: 'too-few-units' });
  });
});
