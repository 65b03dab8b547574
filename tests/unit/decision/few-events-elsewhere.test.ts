import { describe, expect, it } from 'vitest';
import type { Evidence, EvidenceArm } from '@/lib/analysis/evidence';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { valueOf } from '@/tests/support/outcomes';
import { momentsOfShare, runMetric, runOf, shareMetric } from '@/tests/support/runs';

const share = shareMetric();

interface Numbers {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

/** Lognormal with sigma 1.5: the mean is e^1.125, and the skewness 33.5, which 2,000 units can have. */
function skewed(n: number, mean = Math.exp(1.125)): Numbers {
  const variance = Math.exp(2.25) * (Math.exp(2.25) - 1);
  return { n, mean, variance, third: variance ** 1.5 * (Math.exp(2.25) + 2) * Math.sqrt(Math.exp(2.25) - 1) };
}

function armOf({ n, mean, variance, third }: Numbers, variant: number): EvidenceArm {
  return {
    variant,
    n,
    waiting: 0,
    means: [mean],
    covariances: [[variance]],
    thirds: [third],
    quantile: null,
  };
}

type Arms = readonly [Numbers, Numbers];

/** A run of which every country is like the whole; `together` are its units. */
function analysed(metric: RunMetric, together: Arms, countries: readonly Arms[], postStratify?: true) {
  const units = together[0].n + together[1].n;
  const run = runOf({ method: 'fixed', plannedUnits: units }, [metric]);
  const configuration: RunConfiguration = {
    ...run,
    segments: [{ attribute: 'country', ...(postStratify && { postStratify }) }],
    variants: run.variants.map((one, i) => ({ ...one, weight: (together[i]?.n ?? 0) / units })),
  };
  const arms = together.map(armOf);
  const segments = countries.flatMap((of, index) =>
    of.map((numbers, i) => ({ ...armOf(numbers, i), attribute: 'country', value: `c${String(index)}` })),
  );
  const days = arms.map((arm) => ({ ...arm, day: '2026-03-01' }));
  const evidence: Evidence = {
    units: together.map(({ n }, variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [{ attribute: 'country', failure: null }],
    metrics: new Map([[metric.key, { ok: true, caps: [], arms, segments }]]),
    overTime: {
      ok: true,
      metrics: new Map([[metric.key, { byFirstDay: days, sinceExposure: null, halves: null }]]),
    },
  };
  const { result, decision } = analyseRun(configuration, evidence, {
    ended: true,
    startedAt: new Date('2026-03-01T00:00:00Z'),
    now: new Date('2026-03-15T00:00:00Z'),
    earlier: null,
    looksTaken: 0,
  });
  const found = result.metrics[0];
  const effect = found?.effects[0];
  if (found === undefined || effect === undefined) throw new Error('There is no effect.');
  return { found, effect, overTime: result.overTime, decision: valueOf(decision.decision) };
}

/** The fault: Welch's p of it is .00027. */
const rare: Arms = [momentsOfShare(20_000, 0), momentsOfShare(180_000, 12)];

describe('0 of 20,000 against 12 of 180,000', () => {
  it('in one segment is the mid-p of all units, and no difference', () => {
    const whole: Arms = [momentsOfShare(40_000, 8_000), momentsOfShare(360_000, 72_012)];
    const { found } = analysed(share, whole, [
      rare,
      [momentsOfShare(20_000, 8_000), momentsOfShare(180_000, 72_000)],
    ]);
    const [segment, other] = found.segments[0]?.segments ?? [];
    if (segment === undefined || other === undefined) throw new Error('There are no segments.');
    expect(valueOf(segment.effect)).toMatchObject({ method: 'mid-p' });
    expect(valueOf(segment.effect).pGreater).toBeCloseTo(0.14120959, 8);
    expect(valueOf(segment.effect).interval.lower).toBeLessThan(0);
    const corrected = valueOf(segment.corrected);
    expect(corrected.p).toBeCloseTo(2 * 2 * 0.14120959, 7);
    expect(corrected.interval.lower).toBeLessThan(valueOf(segment.effect).interval.lower);
    expect(valueOf(other.effect).method).toBeUndefined();
  });

  it('on one day is the mid-p, too', () => {
    const { overTime } = analysed(share, rare, []);
    const day = overTime?.ok === true ? overTime.value[0]?.byFirstDay[0] : undefined;
    if (day === undefined) throw new Error('There is no day.');
    expect(valueOf(day.effect).pGreater).toBeCloseTo(0.14120959, 8);
    expect(valueOf(day.effect).interval.lower).toBeLessThan(0);
  });

  it('is not post-stratified, says why, and does not ship', () => {
    const halves: Arms = [momentsOfShare(10_000, 0), momentsOfShare(90_000, 6)];
    const { effect, decision } = analysed(share, rare, [halves, halves], true);
    expect(effect.notPostStratified).toMatchObject({ message: 'strata-with-few-events' });
    expect(valueOf(effect.effect)).toMatchObject({ method: 'mid-p' });
    expect(decision.outcome).not.toBe('ship');
    const many: Arms = [momentsOfShare(10_000, 2_000), momentsOfShare(90_000, 18_600)];
    const together: Arms = [momentsOfShare(20_000, 4_000), momentsOfShare(180_000, 37_200)];
    expect(analysed(share, together, [many, many], true).effect).not.toHaveProperty('notPostStratified');
  });
});

describe('a skewed metric that is post-stratified', () => {
  const better = (small: number, large: number) => {
    const halves: Arms = [skewed(small / 2), skewed(large / 2, 12)];
    const { effect, decision } = analysed(
      runMetric(),
      [skewed(small), skewed(large, 12)],
      [halves, halves],
      true,
    );
    expect(effect.adjustment).toMatchObject({ ok: true, value: { strata: { by: 'country' } } });
    const answer = decision.answers.find(({ question }) => question === 'better');
    return { answer, skewness: valueOf(effect.effect).skewness };
  };

  it('has no verdict at a 10/90 split, as it has none without strata', () => {
    const { answer, skewness } = better(2_000, 18_000);
    expect(answer?.atLook).toMatchObject({ ok: false, message: 'too-skewed-for-split' });
    const whole: Arms = [skewed(2_000), skewed(18_000, 12)];
    const { effect, decision } = analysed(runMetric(), whole, []);
    const without = decision.answers.find(({ question }) => question === 'better');
    expect(without?.atLook).toMatchObject({ message: 'too-skewed-for-split' });
    // Both countries are like the whole, so they change nothing.
    expect(skewness).toBeCloseTo(valueOf(effect.effect).skewness ?? NaN, 12);
  });

  it('has one where the split is even', () => {
    expect(better(10_000, 10_000).answer?.atLook.ok).toBe(true);
  });
});
