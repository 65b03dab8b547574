import { describe, expect, it } from 'vitest';
import { bayesianView } from '@/lib/decision/bayesian-view';
import { effectsOf, type EndedRun } from '@/lib/decision/program';
import type { Decision } from '@/lib/model/decision';
import type { MetricResult } from '@/lib/model/metric-result';
import { say } from '@/lib/statistics/outcome';
import { expectRelative, saying, valueOf } from '@/tests/support/outcomes';
import { absoluteOnly, effectOf, metricOf, resultOf } from '../charts/result-fixture';

/** An ended run; its metric's control is known so well that the standard error of each change is that of its effect. */
function ended(key: string, runNumber: number, metrics: readonly MetricResult[]): EndedRun<typeof own> {
  const decision: Decision = {
    ...{ outcome: 'stop-no-effect', variant: null, reasons: [], powered: true, verdicts: [], answers: [] },
  };
  const look = { taken: true as const, lookFractions: [1] };
  return {
    identity: { key, runNumber },
    decision: { look, mixingVariances: {}, decision: say(decision) },
    result: resultOf({ metrics: [...metrics] }),
  };
}
const own = { key: 'checkout', runNumber: 2 };
const moved = (difference: number, standardError: number, changes: Partial<MetricResult> = {}) =>
  runOf(difference, standardError, changes).metrics;
const others = [
  ended('a', 1, [...moved(0.05, 0.02), ...moved(-0.03, 0.025)]),
  ended('checkout', 1, [...moved(0.12, 0.04), ...moved(0.5, 0.01, { key: 'revenue' })]),
  ended('b', 2, moved(0.01, 0.015)),
];

/** A run of a metric that moved by so much; its control's mean is known so well that the standard error is that of the effect. */
function runOf(difference: number, standardError: number, changes: Partial<MetricResult> = {}) {
  const reach = 2 * standardError;
  const arms = ['control', 'treatment'].map((variant) => ({
    ...{ variant, n: 1e12, mean: 1, variance: 1, waiting: 0, joint: null },
  }));
  const effect = effectOf(difference, difference - reach, difference + reach);
  return resultOf({ metrics: [metricOf({ effect, arms, ...changes })] });
}

const believed = (result: ReturnType<typeof resultOf>, program = others) => {
  const [first] = bayesianView(result, { own, program });
  if (first === undefined) throw new Error('Nothing is believed.');
  return first;
};
const figuresOf = (result: ReturnType<typeof resultOf>) => {
  const { mean, standardDeviation, interval, ...rest } = valueOf(believed(result).posterior);
  const { chanceBetter, chanceOfInterest, expectedLossShipping, expectedLossNotShipping } = rest;
  const moments = [mean, standardDeviation, interval.lower, interval.upper];
  return [...moments, chanceBetter, chanceOfInterest ?? NaN, expectedLossShipping, expectedLossNotShipping];
};

describe('a success metric with the program as prior', () => {
  // scipy 1.17: integrate.quad over norm.pdf(t, 0, tau) * norm.pdf(.08, t, .03), tau by numpy; ends by optimize.brentq.
  const moments = [0.0491307001935, 0.0235100058949, 0.00305193536324, 0.0952094650238];
  it('is what numerical integration says, higher or lower being better', () => {
    const minimumEffectRelative = 0.02;
    const higher = figuresOf(runOf(0.08, 0.03, { minimumEffectRelative }));
    const chances = [0.981681140315, 0.892341449994, 0.000156417518732, 0.0492871177123];
    expectRelative(higher, [...moments, ...chances], 1e-6);
    const lower = runOf(0.08, 0.03, { minimumEffectRelative, direction: 'lower-is-better' });
    const mirrored = [0.0183188596845, 0.00163852121865, 0.0492871177123, 0.000156417518732];
    expectRelative(figuresOf(lower), [...moments, ...mirrored], 1e-6);
  });

  it('has the tau of that metric in the other runs as its prior, with how many results and runs it is from', () => {
    const { prior, measured } = believed(runOf(0.08, 0.03));
    expect(valueOf(prior)).toMatchObject({ mean: 0, effects: 4, experiments: 3 });
    expect(valueOf(prior).standardDeviation).toBeCloseTo(0.03784725115345585, 10);
    expect(measured?.relativeDifference).toBe(0.08);
    expect(valueOf(believed(runOf(0.08, 0.03)).posterior).chanceOfInterest).toBeNull();
  });

  it('leaves the run itself out of its own prior, and no other run of its experiment', () => {
    const result = runOf(0.9, 0.01);
    const itself = ended(own.key, own.runNumber, result.metrics);
    expect(believed(result, [itself, ...others])).toEqual(believed(result));
    const again = ended(own.key, 3, result.metrics);
    expect(valueOf(believed(result, [again, ...others]).prior)).toMatchObject({ effects: 5, experiments: 4 });
  });

  it('cannot be said where the program has too few results, none but noise, or there is no relative change', () => {
    expect(
      believed(runOf(0.08, 0.03), [ended('a', 1, [...moved(0.05, 0.02), ...moved(0.1, 0.02)])]),
    ).toMatchObject({
      prior: saying(
        'too-few-units',
        'Other ended runs have 2 measured changes of this metric; at least 3 are needed.',
      ),
      posterior: { ok: false, message: 'program-too-small-for-prior' },
    });
    expect(believed(runOf(0.08, 0.03), [])).toMatchObject({ prior: { parameters: { effects: 0 } } });
    const noise = [0.01, -0.01, 0.005].map((size, index) => ended('a', index, moved(size, 0.02)));
    expect(believed(runOf(0.08, 0.03), noise).posterior).toMatchObject({ message: 'program-without-spread' });
    const absolute = resultOf({ metrics: [metricOf({ effect: absoluteOnly({ lower: -1, upper: 1 }) })] });
    expect(believed(absolute)).toMatchObject({
      measured: null,
      posterior: { message: 'no-relative-change' },
    });
    const roles = runOf(0.08, 0.03, { role: 'guardrail' });
    expect(bayesianView(roles, { own, program: others })).toEqual([]);
  });

  it('takes what was measured, not what allows for an early stop, and of other runs what the program takes', () => {
    const decision = (outcome: 'ship' | 'invalid') => ({
      look: { taken: true as const, lookFractions: [0.4] },
      mixingVariances: {},
      decision: say({ outcome, variant: null, reasons: [], powered: false, verdicts: [], answers: [] }),
      stoppedEstimates: [
        {
          metric: 'visit',
          contrast: { treatment: 'treatment', reference: 'control' },
          look: 1,
          informationFraction: 0.4,
          question: 'better' as const,
          measured: 0.08,
          measuredRelative: say(0.08),
          alphaOneSided: { lower: 0.025, upper: 0.025 },
          difference: 0.04,
          interval: { lower: 0, upper: 0.08 },
          relative: say({ difference: 0.04, interval: { lower: 0, upper: 0.08 } }),
          stagewiseP: 0.02,
        },
      ],
    });
    const result = runOf(0.08, 0.03);
    const [taken] = effectsOf({ decision: decision('ship'), result });
    expect(taken?.relative?.difference).toBe(0.04);
    expect(effectsOf({ decision: decision('invalid'), result })).toEqual([]);
    expect(effectsOf({ decision: null, result })).toEqual([]);
  });
});
