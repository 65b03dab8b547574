import { describe, expect, it } from 'vitest';
import { bayesianView } from '@/lib/decision/bayesian-view';
import type { EndedRun } from '@/lib/decision/program';
import { normalIsf } from '@/lib/statistics/distributions/normal';
import { say } from '@/lib/statistics/outcome';
import { isShortForm } from '../support/form';
import { seededUniform } from '../support/seeded-random';
import { effectOf, metricOf, resultOf } from '../unit/charts/result-fixture';

const PROGRAMS = isShortForm ? 40 : 400;
const RUNS = 120;
const TAU = 0.04;

interface Drawn {
  readonly truth: number;
  readonly measured: number;
  readonly standardError: number;
}

const arms = ['control', 'treatment'].map((variant) => {
  const moments = { n: 1e12, mean: 1, variance: 1 };
  return { variant, ...moments, waiting: 0, joint: null };
});

const resultOfRun = ({ measured, standardError }: Drawn) => {
  const effect = effectOf(measured, measured - 2 * standardError, measured + 2 * standardError);
  return resultOf({ metrics: [metricOf({ effect, arms })] });
};

function inProgram(drawn: Drawn, runNumber: number): EndedRun<{ key: string; runNumber: number }> {
  const look = { taken: true as const, lookFractions: [1] };
  const none = { variant: null, reasons: [], powered: true, verdicts: [], answers: [] };
  const decision = say({ outcome: 'stop-no-effect' as const, ...none });
  return {
    identity: { key: 'run', runNumber },
    decision: { look, mixingVariances: {}, decision },
    result: resultOfRun(drawn),
  };
}

/** Whether the interval of a run of the program holds the truth; null: cannot say. */
function covers(drawn: Drawn, runNumber: number, program: readonly ReturnType<typeof inProgram>[]) {
  const own = { key: 'run', runNumber };
  const [view] = bayesianView(resultOfRun(drawn), { own, program });
  if (view?.posterior.ok !== true) return null;
  const { lower, upper } = view.posterior.value.interval;
  return lower <= drawn.truth && drawn.truth <= upper;
}

function* programs(measure: (truth: number, standardError: number, normal: () => number) => number) {
  const uniform = seededUniform(69);
  const normal = () => normalIsf(uniform());
  for (let program = 0; program < PROGRAMS; program += 1) {
    yield Array.from({ length: RUNS }, (): Drawn => {
      const truth = TAU * normal();
      const standardError = 0.01 + 0.04 * uniform();
      return { truth, standardError, measured: measure(truth, standardError, normal) };
    });
  }
}

const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;
const once = (truth: number, standardError: number, normal: () => number) => truth + standardError * normal();

describe('the interval with the program as prior, over programs whose effects are normal around 0', () => {
  it('covers 95 %, of all runs and of those that won, which the flat prior does not', () => {
    const all: boolean[] = [];
    const winners: boolean[] = [];
    const flat: boolean[] = [];
    for (const runs of programs(once)) {
      const program = runs.map(inProgram);
      for (const [index, own] of runs.entries()) {
        const covered = covers(own, index, program);
        if (covered === null) continue;
        all.push(covered);
        if (own.measured / own.standardError < 1.96) continue;
        winners.push(covered);
        flat.push(Math.abs(own.measured - own.truth) <= 1.96 * own.standardError);
      }
    }
    expect(winners.length).toBeGreaterThan(500);
    expect(share(all)).toBeGreaterThan(0.935);
    expect(share(all)).toBeLessThan(0.96);
    expect(share(winners)).toBeGreaterThan(0.93);
    expect(share(flat)).toBeLessThan(0.92);
  });
});
