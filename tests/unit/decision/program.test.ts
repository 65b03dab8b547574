import { describe, expect, it } from 'vitest';
import type { AnalysisResult } from '@/lib/analysis/analysis-result';
import type { RunDecision } from '@/lib/decision/analyse-run';
import type { Decision } from '@/lib/decision/decide';
import { programOf, type EndedRun } from '@/lib/decision/program';
import type { Effect } from '@/lib/statistics/effect';
import { cannotSay, say, type Outcome } from '@/lib/statistics/outcome';
import { refusal, valueOf } from '@/tests/support/outcomes';
import { absoluteOnly, effectOf, metricOf, resultOf } from '../charts/result-fixture';

const decided = (decision: Outcome<Decision>): RunDecision => ({
  look: { taken: true, lookFractions: [1] },
  mixingVariances: {},
  decision,
});
const ending = (outcome: Decision['outcome'], powered = false) =>
  decided(say({ outcome, variant: null, reasons: [], powered, significant: [] }));

/** An ended run whose first success metric moved by so much, with the statistic given. */
function run(
  identity: string,
  decision: RunDecision | null,
  difference = 0.1,
  statistic = 2,
): EndedRun<string> {
  const effect = effectOf(difference, difference - 0.05, difference + 0.05);
  const metric = metricOf({ effect: effect.ok ? say({ ...effect.value, statistic }) : effect });
  return { identity, decision, result: resultOf({ metrics: [metric] }) };
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
      run('h', decided(cannotSay('invalid-input', 'No success metric.'))),
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
    ]);
    expect(valueOf(program.learningRate)).toBe(3 / 8);
    expect(valueOf(program.winRate)).toBe(1 / 5);
  });

  it('shrinks the effects of the valid ones by one factor', () => {
    const program = programOf([
      run('a', ending('ship'), 0.2, 3),
      run('b', ending('stop-harm'), -0.2, -4),
      run('c', ending('stop-no-effect', true), 0, 0),
      run('d', ending('invalid'), 0.9, 90),
    ]);
    expect(valueOf(program.shrinkage)).toBe(1 - 1 / 25);
    expect(program.experiments.map(({ primary }) => primary?.shrunkenRelativeDifference)).toEqual([
      0.2 * (24 / 25),
      -0.2 * (24 / 25),
      0,
      undefined,
    ]);
  });

  it('says what a metric usually moves by, without sign', () => {
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
      inconclusive: 0,
      invalid: 0,
      'not-analysed': 1,
    });
  });

  it('takes the middle of an odd number of sizes, in their order as numbers', () => {
    const program = programOf([0.3, 0.02, 0.1].map((size) => run(`moved ${size}`, ending('ship'), size)));
    expect(program.usualMoves[0]).toMatchObject({ experiments: 3, medianSize: 0.1, largestSize: 0.3 });
  });

  it('cannot say a rate of nothing', () => {
    const program = programOf<string>([]);
    expect(refusal(program.learningRate).detail).toContain('No experiment has ended');
    expect(refusal(program.winRate)).toMatchObject({
      reason: 'too-few-units',
      detail: 'No valid experiment has ended yet.',
    });
    expect(refusal(program.shrinkage).reason).toBe('too-few-units');
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
  const arm = (variant: string, statistic: number | null) => ({
    variant,
    effect: statistic === null ? cannotSay('no-variance', 'Every unit has the same.') : moved(statistic),
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
    expect(primaryOf(resultOf(), decided(cannotSay('invalid-input', 'No success metric.')))).toBeNull();
  });

  it('has no relative change where the control mean is not told from zero, and nothing is shrunken then', () => {
    const absolute = metricOf({ effect: absoluteOnly({ lower: -1, upper: 3 }) });
    const program = programOf([
      { identity: 'a', decision: ending('ship'), result: resultOf({ metrics: [absolute] }) },
      run('b', ending('ship'), 0.2, 3),
      run('c', ending('ship'), 0.4, 4),
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
