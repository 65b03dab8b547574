import { describe, expect, it } from 'vitest';
import type { AnalysisResult } from '@/lib/model/analysis-result';
import type { RunDecision, Decision } from '@/lib/model/decision';
import type { ReasonCode } from '@/lib/model/reason';
import { programOf, type EndedRun } from '@/lib/decision/program';
import type { Effect } from '@/lib/statistics/effect';
import { fewEventsEffect } from '@/lib/statistics/effects/few-events-effect';
import { say, type Outcome } from '@/lib/statistics/outcome';
import { refusal, storedRefusal, valueOf } from '@/tests/support/outcomes';
import { momentsOfShare } from '@/tests/support/runs';
import { absoluteOnly, effectOf, metricOf, resultOf } from '../charts/result-fixture';

const decided = (decision: Outcome<Decision>): RunDecision => ({
  look: { taken: true, lookFractions: [1] },
  mixingVariances: {},
  decision,
});
const ending = (outcome: Decision['outcome'], powered = false) =>
  decided(say({ outcome, variant: null, reasons: [], powered, verdicts: [], answers: [] }));

/** An ended run whose first success metric moved by so much, relative to a control mean that is known well. */
function run(
  identity: string,
  decision: RunDecision | null,
  difference = 0.1,
  standardError = 0.025,
): EndedRun<string> {
  const effect = effectOf(difference, difference - 2 * standardError, difference + 2 * standardError);
  const arm = { n: 1e6, mean: 1, variance: 1, waiting: 0, joint: null };
  const arms = [
    { ...arm, variant: 'control' },
    { ...arm, variant: 'treatment' },
  ];
  return { identity, decision, result: resultOf({ metrics: [metricOf({ effect, arms })] }) };
}

/** 61 of 900 against none of 100, by the exact test. */
function withoutEvents(identity: string): EndedRun<string> {
  const [control, treatment] = [
    { n: 900, successes: 61 },
    { n: 100, successes: 0 },
  ];
  const effect = fewEventsEffect({ control, treatment, alphaTwoSided: 0.05 });
  const contrast = { treatment: 'treatment', reference: 'control' };
  const effects = [{ contrast, alphaTwoSided: 0.05, effect, adjustment: null }];
  const arms = Object.entries({ control, treatment }).map(([variant, { n, successes }]) => ({
    ...{ variant, ...momentsOfShare(n, successes), waiting: 0, joint: null },
  }));
  return {
    identity,
    decision: ending('stop-harm'),
    result: resultOf({ metrics: [metricOf({ effects, arms })] }),
  };
}

describe('what a program has taught', () => {
  it('counts a win, a caught harm and a powered neutral as learned, and nothing else', () => {
    const program = programOf([
      run('a', ending('ship')),
      run('b', ending('stop-harm')),
      run('c', ending('stop-no-effect', true)),
      run('d', ending('stop-no-effect', false)),
      run('e', ending('keep-running')),
      run('f', ending('invalid')),
      run('g', null),
      run('h', decided(storedRefusal('invalid-input', 'No success metric.'))),
      run('i', ending('stop-guardrail')),
      run('j', ending('cannot-say')),
    ]);
    expect(program.experiments.map(({ outcome }) => outcome)).toEqual([
      'won',
      'harmed',
      'powered-neutral',
      'inconclusive',
      'inconclusive',
      'invalid',
      'not-analysed',
      'not-analysed',
      'held-by-guardrail',
      'inconclusive',
    ]);
    // Of all ended runs, and of those that were valid and analysed.
    expect(valueOf(program.learningRate)).toBe(3 / 10);
    expect(valueOf(program.winRate)).toBe(1 / 7);
  });

  it('shrinks a metric’s effects by how much it moves, each by its own noise, invalid runs left out', () => {
    const program = programOf([
      run('a', ending('ship'), 0.185, 0.045),
      run('b', ending('stop-harm'), 0.02, 0.02),
      run('c', ending('stop-no-effect', true), -0.03, 0.025),
      run('d', ending('ship'), 0.06, 0.03),
      run('e', ending('stop-no-effect'), 0.01, 0.015),
      run('f', ending('invalid'), 0.9, 0.001),
    ]);
    const effects = program.experiments.map(({ primary }) => primary?.shrunkenRelativeDifference ?? null);
    expect(effects.at(-1)).toBeNull();
    // numpy, the moment estimate of shrink-towards-zero.test.ts; standard errors are rounded by the fixture's arms.
    expect(effects[0]).toBeCloseTo(0.0883, 3);
    expect(effects[2]).toBeCloseTo(-0.0224, 3);
    expect(program.experiments[0]?.primary?.shrunkenStandardDeviation).toBeCloseTo(0.0311, 3);
    expect(program.usualMoves).toHaveLength(1);
    expect(program.usualMoves[0]).toMatchObject({ metric: 'visit', experiments: 5, effects: 5 });
    expect(valueOf(program.usualMoves[0]?.usualSize ?? say(NaN))).toBeCloseTo(Math.sqrt(0.00185), 3);
  });

  it('learns how much a metric moves from all variants of all runs, and does not mix metrics', () => {
    const withVariants = (key: string, ...differences: number[]): EndedRun<string> => ({
      identity: key,
      decision: ending('ship'),
      result: resultOf({
        metrics: [
          metricOf({
            key,
            effects: differences.map((difference, index) => ({
              contrast: { treatment: `v${index}`, reference: 'control' },
              effect: effectOf(difference, difference - 0.01, difference + 0.01),
              adjustment: null,
            })),
          }),
        ],
      }),
    });
    const program = programOf([withVariants('a', 0.1, 0.2), withVariants('a', -0.1), withVariants('b', 0.5)]);
    expect(program.usualMoves).toMatchObject([
      { metric: 'a', experiments: 2, effects: 3, usualSize: { ok: true } },
      { metric: 'b', experiments: 1, effects: 1, usualSize: { ok: false, reason: 'too-few-units' } },
    ]);
    expect(program.experiments[0]?.primary?.shrunkenRelativeDifference).toBeLessThan(0.2);
    expect(program.experiments[2]?.primary).toMatchObject({
      relativeDifference: 0.5,
      shrunkenRelativeDifference: null,
    });
  });

  it('says the sizes as measured, without sign', () => {
    const program = programOf([
      run('a', ending('ship'), 0.3),
      run('b', ending('ship'), -0.1),
      run('c', ending('ship'), 0.2),
      run('d', ending('ship'), 0.02),
    ]);
    expect(program.usualMoves).toHaveLength(1);
    expect(program.usualMoves[0]).toMatchObject({ metric: 'visit', experiments: 4, largestSize: 0.3 });
    expect(program.usualMoves[0]?.medianSize).toBeCloseTo(0.15, 12);
  });

  it('keeps the counts of each ending', () => {
    const { counts } = programOf([run('a', ending('ship')), run('b', ending('ship')), run('c', null)]);
    expect(counts).toEqual({
      won: 2,
      harmed: 0,
      'powered-neutral': 0,
      'held-by-guardrail': 0,
      inconclusive: 0,
      invalid: 0,
      'not-analysed': 1,
    });
  });

  it('takes the middle of an odd number of sizes, in their order as numbers', () => {
    const program = programOf([0.3, 0.02, 0.1].map((size) => run(`moved ${size}`, ending('ship'), size)));
    expect(program.usualMoves[0]).toMatchObject({ experiments: 3, medianSize: 0.1, largestSize: 0.3 });
  });

  it('is not ruined by a run in which an arm has no events: its change is as uncertain as its exact interval', () => {
    const measured = [
      run('a', ending('ship'), 0.185, 0.045),
      run('b', ending('stop-harm'), 0.02, 0.02),
      run('c', ending('stop-no-effect', true), -0.03, 0.025),
    ];
    const none = programOf([...measured, withoutEvents('d')]);
    const { relativeDifference, shrunkenRelativeDifference, shrunkenStandardDeviation } =
      none.experiments[3]?.primary ?? {};
    expect(relativeDifference).toBe(-1);
    // R 4.2, uniroot over the two beta pairs: 0 of 100 against 61 of 900 may be 55.3882102 % less, an error of 0.2276153548; numpy for the rest.
    expect(shrunkenRelativeDifference).toBeCloseTo(-0.1266, 3);
    expect(shrunkenStandardDeviation).toBeCloseTo(0.081, 3);
    expect(valueOf(none.usualMoves[0]?.usualSize ?? say(NaN))).toBeCloseTo(0.0867, 3);
    expect(none.usualMoves[0]).toMatchObject({ experiments: 4, effects: 4, largestSize: 1 });
  });

  it('cannot say a rate of nothing', () => {
    const program = programOf<string>([]);
    expect(refusal(program.learningRate).detail).toContain('No experiment has ended');
    expect(refusal(program.winRate)).toMatchObject({
      reason: 'too-few-units',
      detail: 'No valid experiment has ended yet.',
    });
    expect(program.usualMoves).toEqual([]);
  });
});

describe('the effect that an experiment is remembered by', () => {
  const primaryOf = (result: AnalysisResult | null, decision = ending('ship')) =>
    programOf([{ identity: 'a', decision, result }]).experiments[0]?.primary;
  const moved = (statistic: number): Outcome<Effect> => {
    const effect = effectOf(0.1, 0.05, 0.15);
    return effect.ok ? say({ ...effect.value, statistic }) : effect;
  };
  const arm = (treatment: string, statistic: number | null) => ({
    contrast: { treatment, reference: 'control' },
    effect: statistic === null ? storedRefusal('no-variance', 'Every unit has the same.') : moved(statistic),
    adjustment: null,
  });
  const variants = [
    { key: 'a', name: 'Blue', isControl: false, units: 1, expectedShare: 0.5 },
    { key: 'b', name: 'Green', isControl: false, units: 1, expectedShare: 0.5 },
  ];
  const withArms = (...effects: ReturnType<typeof arm>[]) =>
    resultOf({ variants, metrics: [metricOf({ effects })] });

  it('is that of the first success metric', () => {
    const metrics = [
      metricOf({ key: 'latency', role: 'guardrail' }),
      metricOf({ key: 'revenue', name: 'Revenue' }),
      metricOf({ key: 'visits' }),
    ];
    expect(primaryOf(resultOf({ metrics }))).toMatchObject({ metric: 'revenue', metricName: 'Revenue' });
  });

  it('is that of the variant that moved most, whichever way, by its name', () => {
    expect(primaryOf(withArms(arm('a', 1), arm('b', -3)))).toMatchObject({
      variantName: 'Green',
      statistic: -3,
    });
    expect(primaryOf(withArms(arm('a', -3), arm('b', 1)))).toMatchObject({ variantName: 'Blue' });
    expect(primaryOf(withArms(arm('a', 3), arm('b', 1)))).toMatchObject({ variantName: 'Blue' });
    expect(primaryOf(withArms(arm('a', 2), arm('b', -2)))).toMatchObject({ variantName: 'Blue' });
  });

  it('is that which decided: the harm that was caught, or what was shown to be better', () => {
    const metrics = [
      metricOf({ key: 'revenue', effects: [arm('a', 3), arm('b', 2)] }),
      metricOf({ key: 'visits', effects: [arm('a', 1), arm('b', 2.5)] }),
      metricOf({ key: 'latency', role: 'guardrail', effects: [arm('a', 0), arm('b', -2.5)] }),
    ];
    const because = (outcome: Decision['outcome'], code: ReasonCode, metric: string) => {
      const reasons = [
        { code: 'not-significantly-better', metric: 'revenue', variant: 'a', figures: {} } as const,
        { code, metric, variant: 'b', figures: {} },
      ];
      return decided(say({ outcome, variant: null, reasons, powered: false, verdicts: [], answers: [] }));
    };
    const of = (decision: RunDecision) => primaryOf(resultOf({ variants, metrics }), decision);
    expect(of(because('stop-harm', 'significantly-worse', 'latency'))).toMatchObject({
      metric: 'latency',
      variantName: 'Green',
      statistic: -2.5,
    });
    expect(of(because('ship', 'significantly-better', 'visits'))).toMatchObject({ metric: 'visits' });
    expect(of(because('stop-no-effect', 'not-significantly-better', 'visits'))).toMatchObject({
      metric: 'revenue',
      variantName: 'Blue',
    });
  });

  it('is that of a variant with a figure, and has the key where the name is gone', () => {
    expect(primaryOf(withArms(arm('a', null), arm('b', 0)))).toMatchObject({ variantName: 'Green' });
    expect(primaryOf(withArms(arm('b', 0), arm('a', null)))).toMatchObject({ variantName: 'Green' });
    expect(primaryOf(withArms(arm('gone', 1)))).toMatchObject({ variantName: 'gone' });
  });

  it('is none without a result, a success metric or a figure, nor of what was invalid or never analysed', () => {
    expect(primaryOf(null)).toBeNull();
    expect(primaryOf(resultOf({ metrics: [metricOf({ role: 'guardrail' })] }))).toBeNull();
    expect(primaryOf(withArms(arm('a', null)))).toBeNull();
    expect(primaryOf(withArms())).toBeNull();
    expect(primaryOf(resultOf(), ending('invalid'))).toBeNull();
    expect(primaryOf(resultOf(), decided(storedRefusal('invalid-input', 'No success metric.')))).toBeNull();
  });

  it('has no relative change where the control mean is not told from zero, and nothing is shrunken then', () => {
    const absolute = metricOf({ effect: absoluteOnly({ lower: -1, upper: 3 }) });
    const program = programOf([
      { identity: 'a', decision: ending('ship'), result: resultOf({ metrics: [absolute] }) },
      run('b', ending('ship'), 0.2),
      run('c', ending('ship'), 0.4),
    ]);
    expect(program.experiments[0]?.primary).toMatchObject({
      relativeDifference: null,
      shrunkenRelativeDifference: null,
    });
    expect(program.usualMoves[0]).toMatchObject({ experiments: 2 });
    expect(program.usualMoves[0]?.medianSize).toBeCloseTo(0.3, 12);
  });

  it('is not shrunken where there are too few to shrink by', () => {
    expect(primaryOf(resultOf())).toMatchObject({
      relativeDifference: 0.1,
      shrunkenRelativeDifference: null,
    });
  });
});
