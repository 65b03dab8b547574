import { describe, expect, it } from 'vitest';
import type { RunPlan } from '@/lib/model/run-configuration';
import type { RunDecision } from '@/lib/model/decision';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { mergeMoments, momentsFromValues, type Moments } from '@/lib/statistics/moments';
import { tightestMixingVariance } from '@/lib/statistics/sequential/always-valid';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, runOf } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// The whole path from moments to decision, analysed twice as often as the plan looks: nothing but the plan's looks may
// count, and their error must add up to no more than was planned.
const full = simulations(400);
const analyses = 10;
const unitsPerAnalysis = 50;
const plannedUnits = 2 * analyses * unitsPerAnalysis;
const falseShips = (n: number) => ({ lower: 0, upper: binomialBand(0.025, n).upper });
/** A group sequential look integrates its bounds anew, which takes some 20 ms: fewer of these. */
const experimentsOf = ({ method }: Partial<RunPlan>) => (method === 'group-sequential' ? full / 4 : full);

const plans: readonly Partial<RunPlan>[] = [
  { method: 'fixed' },
  { method: 'group-sequential', spending: 'obrien-fleming' },
  { method: 'group-sequential', spending: 'pocock' },
  { method: 'always-valid' },
];

type Arms = readonly [Moments, Moments];

/** Two arms as they grow, one analysis after another. */
function* growing(effect: number, uniform: () => number): Generator<Arms> {
  const draw = (mean: number) =>
    valueOf(
      momentsFromValues(Array.from({ length: unitsPerAnalysis }, () => mean + standardNormal(uniform))),
    );
  let arms: Arms = [draw(10), draw(10 + effect)];
  yield arms;
  for (let analysis = 1; analysis < analyses; analysis += 1) {
    arms = [valueOf(mergeMoments(arms[0], draw(10))), valueOf(mergeMoments(arms[1], draw(10 + effect)))];
    yield arms;
  }
}

/** Whether the plan's rule ever said ship. */
function ships(plan: Partial<RunPlan>, effect: number, uniform: () => number): boolean {
  const configuration = runOf({ plannedUnits, ...plan });
  let earlier: RunDecision | null = null;
  for (const arms of growing(effect, uniform)) {
    const { decision } = analysed(configuration, arms, earlier);
    if (decision.decision.ok && decision.decision.value.outcome === 'ship') return true;
    if (decision.look.taken) earlier = decision;
  }
  return false;
}

describe('a run from its first unit to its decision', () => {
  it.each(plans)('ships nothing that does nothing more often than planned: %j', (plan) => {
    const uniform = seededUniform(73);
    const n = experimentsOf(plan);
    expectWithin(
      shareOf(n, () => ships(plan, 0, uniform)),
      falseShips(n),
      'false ships',
    );
  });

  it.each(plans)('ships what it was planned to find: %j', (plan) => {
    const uniform = seededUniform(79);
    // 500 units an arm and a fifth of a standard deviation: a power of 0.885 at one look, less for who looks more often.
    expect(shareOf(experimentsOf(plan), () => ships(plan, 0.2, uniform))).toBeGreaterThan(0.6);
  });

  it('would ship too often if every analysis were read at the plan’s alpha', () => {
    const uniform = seededUniform(73);
    const naive = shareOf(full, () => {
      for (const arms of growing(0, uniform)) {
        const { decision } = analysed(runOf({ method: 'fixed', plannedUnits: 2 }), arms);
        if (decision.decision.ok && decision.decision.value.outcome === 'ship') return true;
      }
      return false;
    });
    expect(naive).toBeGreaterThan(falseShips(full).upper);
  });
});

describe('an always-valid run that is analysed from its first units on', () => {
  const few = 5;
  const planned = 600;
  const rounds = simulations(400);
  const run = runOf({ method: 'always-valid', plannedUnits: planned });
  /** Skewed, as revenue is: the first units say least about its spread. */
  const exponential = (uniform: () => number) => -Math.log1p(-uniform());

  /** Ten units at a time, until the rule says something or the planned size is there. */
  function concluded(uniform: () => number) {
    const draw = () => valueOf(momentsFromValues(Array.from({ length: few }, () => exponential(uniform))));
    let arms: Arms = [draw(), draw()];
    let earlier: RunDecision | null = null;
    let firstTau: number | null = null;
    for (let analysis = 1; analysis < planned / (2 * few); analysis += 1) {
      const { decision } = analysed(run, arms, earlier);
      firstTau ??= decision.mixingVariances['revenue'] ?? null;
      const outcome = decision.decision.ok ? decision.decision.value.outcome : 'keep-running';
      if (outcome !== 'keep-running') return { outcome, firstTau };
      if (decision.look.taken) earlier = decision;
      arms = [valueOf(mergeMoments(arms[0], draw())), valueOf(mergeMoments(arms[1], draw()))];
    }
    return { outcome: 'keep-running', firstTau };
  }

  it('errs at most as often as planned, and takes its tau from a spread that is known', () => {
    const uniform = seededUniform(83);
    const found = Array.from({ length: rounds }, () => concluded(uniform));
    const share = (wanted: string) => found.filter(({ outcome }) => outcome === wanted).length / rounds;
    expectWithin(share('ship'), falseShips(rounds), 'false ships');
    expectWithin(share('stop-harm'), { lower: 0, upper: binomialBand(0.05, rounds).upper }, 'false alarms');
    // Variance 1, 300 units an arm: the interval is tightest at this tau.
    const tau = valueOf(
      tightestMixingVariance({ plannedStandardError: Math.sqrt(2 / 300), alphaTwoSided: 0.05 }),
    );
    // A first look at ten units sets a tau that is off by more than a factor of three in a fifth of the runs.
    const far = found.filter(({ firstTau }) => Math.abs(Math.log((firstTau ?? 0) / tau)) > Math.log(3));
    expect(far.length / rounds).toBeLessThan(0.1);
  });
});

it('an always-valid run without a planned size never ends without effect, whatever it finds', () => {
  const open = runOf({ method: 'always-valid', plannedUnits: null });
  const uniform = seededUniform(89);
  const ends = Array.from({ length: simulations(200) }, (_, index) => {
    let earlier: RunDecision | null = null;
    let last = 'none';
    for (const arms of growing(index % 2 === 0 ? 0 : 0.1, uniform)) {
      const { decision } = analysed(open, arms, earlier);
      last = decision.decision.ok ? decision.decision.value.outcome : decision.decision.reason;
      if (decision.look.taken) earlier = decision;
      if (last !== 'keep-running') break;
    }
    return last;
  });
  expect(ends).not.toContain('stop-no-effect');
  // The same runs, had a size been planned, end so: the guard sees what it is for.
  const planned = analysed(runOf({ method: 'always-valid', plannedUnits }), [
    { n: 500, mean: 10, variance: 1 },
    { n: 500, mean: 10, variance: 1 },
  ]).decision;
  expect(planned.decision).toMatchObject({ ok: true, value: { outcome: 'stop-no-effect' } });
});
