import { describe, expect, it } from 'vitest';
import type { Evidence } from '@/lib/analysis/evidence';
import { analyseRun } from '@/lib/decision/analyse-run';
import type { RunConfiguration, RunMetric, RunPlan } from '@/lib/model/run-configuration';
import type { ContrastEffect } from '@/lib/model/metric-result';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import { valueOf } from '@/tests/support/outcomes';
import { momentsOfShare, runMetric, runOf, shareMetric } from '@/tests/support/runs';

const share = shareMetric();

interface Arm {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

function analysed(arms: readonly [Arm, Arm], metric: RunMetric = share, plan: Partial<RunPlan> = {}) {
  const units = arms[0].n + arms[1].n;
  const run = runOf({ method: 'fixed', plannedUnits: units, ...plan }, [metric]);
  const configuration: RunConfiguration = {
    ...run,
    variants: run.variants.map((variant, position) => ({
      ...variant,
      weight: (arms[position]?.n ?? 0) / units,
    })),
  };
  const evidence: Evidence = {
    units: arms.map(({ n }, variant) => ({ variant, units: n, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [],
    metrics: new Map([
      [
        metric.key,
        {
          ok: true,
          caps: [],
          segments: [],
          arms: arms.map(({ n, mean, variance, third }, variant) => ({
            variant,
            n,
            waiting: 0,
            means: [mean],
            covariances: [[variance]],
            thirds: [third],
            quantile: null,
          })),
        },
      ],
    ]),
  };
  const { result, decision } = analyseRun(configuration, evidence, {
    ended: true,
    startedAt: new Date('2026-03-01T00:00:00Z'),
    now: new Date('2026-03-15T00:00:00Z'),
    earlier: null,
    looksTaken: 0,
  });
  const effect = result.metrics[0]?.effects[0];
  if (effect === undefined) throw new Error('There is no effect.');
  return { effect, decision: valueOf(decision.decision) };
}

function lowerEnd({ ruleInterval }: ContrastEffect): number {
  if (ruleInterval === undefined) throw new Error('There is no interval of the rule.');
  return valueOf(valueOf(ruleInterval).lower.difference);
}

describe('an arm with few events', () => {
  it('does not ship: 0 of 20,000 against 12 of 180,000', () => {
    const { effect, decision } = analysed([momentsOfShare(20_000, 0), momentsOfShare(180_000, 12)]);
    expect(decision.outcome).not.toBe('ship');
    expect(valueOf(effect.effect)).toMatchObject({ method: 'mid-p' });
    expect(valueOf(effect.effect).pGreater).toBeCloseTo(0.14120959, 8);
    expect(lowerEnd(effect)).toBeLessThan(0);
  });

  it('is judged at the level of the test, and its end of the interval agrees with the answer', () => {
    for (const events of [4, 5, 6, 7, 8, 9, 12]) {
      const { effect, decision } = analysed([momentsOfShare(1_000, 0), momentsOfShare(1_000, events)]);
      const better = decision.answers.find(({ question }) => question === 'better');
      expect(better?.rejected, String(events)).toBe(lowerEnd(effect) > 0);
    }
    expect(analysed([momentsOfShare(1_000, 0), momentsOfShare(1_000, 9)]).decision.outcome).toBe('ship');
  });

  it('is not judged by an always-valid plan, whose test needs the variance of both arms', () => {
    const { effect, decision } = analysed([momentsOfShare(20_000, 0), momentsOfShare(180_000, 12)], share, {
      method: 'always-valid',
    });
    expect(decision.answers.every(({ rejected, atLook }) => !rejected && !atLook.ok)).toBe(true);
    expect(effect.ruleInterval?.ok === true && effect.ruleInterval.value.lower.difference.ok).toBe(false);
  });
});

describe('all against none', () => {
  const all = (n: number) => momentsOfShare(n, n);
  const none = (n: number) => momentsOfShare(n, 0);
  const guardrail: RunMetric = { ...share, role: 'guardrail', relativeMargin: 0.1 };

  it.each([50, 120, 500])('of %i units an arm ships, and is harm the other way', (n) => {
    const { effect, decision } = analysed([none(n), all(n)]);
    expect(decision).toMatchObject({ outcome: 'ship', variant: 'treatment' });
    expect(lowerEnd(effect)).toBeGreaterThan(0.8);
    expect(analysed([all(n), none(n)]).decision.outcome).toBe('stop-harm');
  });

  it.each<[string, Partial<RunPlan>]>([
    ['fixed', {}],
    ['group sequential', { method: 'group-sequential', looks: 2, plannedUnits: 800 }],
    ['always valid', { method: 'always-valid', plannedUnits: 800 }],
  ])('of a guardrail is harm, beyond its margin: %s', (_, plan) => {
    const { effect, decision } = analysed([all(200), none(200)], guardrail, plan);
    expect(decision.outcome).toBe('stop-harm');
    const rejected = decision.answers.filter((one) => one.rejected).map(({ question }) => question);
    expect(rejected).toEqual(['worse', 'beyond-margin']);
    const interval = effect.ruleInterval?.ok === true ? effect.ruleInterval.value : undefined;
    expect(valueOf(interval?.upper.relative ?? { ok: true, value: NaN })).toBeLessThan(-0.1);
  });

  it('has a guardrail that holds for everybody in both arms within its margin', () => {
    const { decision } = analysed([all(200), all(200)], guardrail);
    const within = decision.answers.find(({ question }) => question === 'non-inferior');
    expect(within?.rejected).toBe(true);
    expect(decision.outcome).toBe('ship');
  });

  it('is not what nothing at all is: without an event anywhere there is no figure', () => {
    expect(analysed([none(50), none(50)]).effect.effect).toMatchObject({ message: 'same-for-every-unit' });
  });
});

describe('a skewed metric and an uneven split', () => {
  // Lognormal with sigma 1.5: the mean is e^1.125, and the skewness 33.5, which 2,000 units can have.
  const skewed = (n: number): Arm => {
    const variance = Math.exp(2.25) * (Math.exp(2.25) - 1);
    return {
      n,
      mean: Math.exp(1.125),
      variance,
      third: variance ** 1.5 * (Math.exp(2.25) + 2) * Math.sqrt(Math.exp(2.25) - 1),
    };
  };

  it('has no verdict from the test that would reject too often, and the other one stands', () => {
    const { effect, decision } = analysed([skewed(2_000), { ...skewed(18_000), mean: 12 }], runMetric());
    const answers = new Map(decision.answers.map((answer) => [answer.question, answer]));
    const better = answers.get('better');
    expect(better?.rejected).toBe(false);
    expect(better?.atLook.ok === false && cannotSaySentence(better.atLook)).toContain(
      'Too skewed for so unequal a split: cap it, or split evenly',
    );
    expect(answers.get('worse')?.atLook.ok).toBe(true);
    const interval = effect.ruleInterval?.ok === true ? effect.ruleInterval.value : undefined;
    expect(interval?.lower.difference).toMatchObject({ ok: false, message: 'too-skewed-for-split' });
    expect(interval?.upper.difference.ok).toBe(true);
  });

  it('has one where the split is even', () => {
    const { decision } = analysed([skewed(10_000), { ...skewed(10_000), mean: 12 }], runMetric());
    expect(decision.answers.every(({ atLook }) => atLook.ok)).toBe(true);
  });

  it('is refused where one arm does not vary', () => {
    const { effect } = analysed(
      [
        { n: 50, mean: 0, variance: 0, third: 0 },
        { n: 50, mean: 2, variance: 4, third: 9 },
      ],
      runMetric(),
    );
    expect(effect.effect).toMatchObject({ ok: false, reason: 'no-variance', message: 'same-within-one-arm' });
  });
});
