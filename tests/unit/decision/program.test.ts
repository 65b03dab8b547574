import { describe, expect, it } from 'vitest';
import type { RunDecision } from '@/lib/decision/analyse-run';
import type { Decision } from '@/lib/decision/decide';
import { programOf, type EndedRun } from '@/lib/decision/program';
import { cannotSay, say, type Outcome } from '@/lib/statistics/outcome';
import { refusal, valueOf } from '@/tests/support/outcomes';
import { effectOf, metricOf, resultOf } from '../charts/result-fixture';

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

  it('cannot say a rate of nothing', () => {
    const program = programOf<string>([]);
    expect(refusal(program.learningRate).detail).toContain('No experiment has ended');
    expect(refusal(program.winRate).reason).toBe('too-few-units');
    expect(refusal(program.shrinkage).reason).toBe('too-few-units');
    expect(program.usualMoves).toEqual([]);
  });
});
