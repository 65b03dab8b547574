import { describe, expect, it } from 'vitest';
import type { RunPlan } from '@/lib/analysis/run-configuration';
import type { RunDecision } from '@/lib/decision/analyse-run';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { mergeMoments, momentsFromValues, type Moments } from '@/lib/statistics/moments';
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
