import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { decisionRule } from '@/lib/decision/decide';
import type { ExperimentPlan } from '@/lib/decision/plan';
import { groupSequentialPower } from '@/lib/statistics/sequential/group-sequential-power';
import { HEALTHY, planOf, resultAt, smallerAt, success } from '@/tests/support/decisions';
import { valueOf } from '@/tests/support/outcomes';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';

const N = simulations(20_000);
const LOOKS = [0.2, 0.4, 0.6, 0.8, 1];
/** Of 80 % power at one-sided .025 with these looks. */
const DRIFT = 2.84;
const method = { kind: 'group-sequential', spending: 'obrien-fleming', looks: LOOKS } as const;

function planStating(leastConditionalPower: number, alpha = 0.05): ExperimentPlan {
  const metrics = [{ ...success('revenue'), minimumEffectRelative: 0.05 }];
  return planOf(metrics, { method, sides: 2, alpha, alphaDeterioration: 0.01, leastConditionalPower });
}

interface Shares {
  /** Of experiments whose team stops when a look advises to. */
  readonly shippedFollowing: number;
  /** Of those whose team runs on. */
  readonly shippedIgnoring: number;
  /** Mean share of the planned units until the end, of those who follow. */
  readonly unitsFollowing: number;
  readonly unitsIgnoring: number;
}

/** What becomes of experiments whose Z at the planned size has the mean `drift`, by the rule itself; the effect of interest has `planned`. */
function rehearsed(plan: ExperimentPlan, drift: number, planned = DRIFT): Shares {
  const rules = LOOKS.map((_, look) => valueOf(decisionRule(plan, LOOKS.slice(0, look + 1))));
  const uniform = seededUniform(67);
  let [shippedFollowing, shippedIgnoring, unitsFollowing, unitsIgnoring] = [0, 0, 0, 0];
  for (let i = 0; i < N; i += 1) {
    const path = pathOf(drift, uniform);
    let advised = false;
    for (const [look, rule] of rules.entries()) {
      const [z, fraction] = [path[look] ?? 0, LOOKS[look] ?? 1];
      const result = smallerAt(resultAt('revenue', z), planned * Math.sqrt(fraction) - z);
      const progress = { lookFractions: LOOKS.slice(0, look + 1), plannedEndReached: fraction === 1 };
      const { outcome } = valueOf(rule({ results: [result], health: HEALTHY, progress }));
      const ships = outcome === 'ship';
      const ends = outcome !== 'keep-running' && outcome !== 'stop-futility';
      if (ships) shippedIgnoring += 1;
      if (ships && !advised) shippedFollowing += 1;
      if (!advised && (ends || outcome === 'stop-futility')) unitsFollowing += fraction;
      if (ends) unitsIgnoring += fraction;
      if (outcome === 'stop-futility') advised = true;
      if (ends) break;
    }
  }
  return {
    shippedFollowing: shippedFollowing / N,
    shippedIgnoring: shippedIgnoring / N,
    unitsFollowing: unitsFollowing / N,
    unitsIgnoring: unitsIgnoring / N,
  };
}

/** Z at each look. */
function pathOf(drift: number, uniform: () => number): readonly number[] {
  let score = 0;
  return LOOKS.map((fraction, look) => {
    const step = fraction - (LOOKS[look - 1] ?? 0);
    score += drift * step + Math.sqrt(step) * standardNormal(uniform);
    return score / Math.sqrt(fraction);
  });
}

describe('advice to stop for futility', () => {
  it('leaves the type I error at the plan’s for who runs on, and below it for who stops', () => {
    for (const least of [0.1, 0.3]) {
      const { shippedFollowing, shippedIgnoring } = rehearsed(planStating(least), 0);
      expectWithin(shippedIgnoring, binomialBand(0.025, N), `ignoring ${String(least)}`);
      expect(shippedFollowing).toBeLessThanOrEqual(shippedIgnoring);
    }
  });

  it('would break it as a bound that has to be followed, whose error is spent again, once it is ignored', () => {
    // One-sided .1, where a share is told from another by fewer experiments; 80 % power has the mean 2.15 there.
    const [least, alpha, planned] = [0.45, 0.2, 2.15];
    const { shippedFollowing, shippedIgnoring } = rehearsed(planStating(least, alpha), 0, planned);
    // What following saves of the error, spent again: then following has the error of the plan, and ignoring more.
    const respent = rehearsed(planStating(least, (alpha * shippedIgnoring) / shippedFollowing), 0, planned);
    const band = binomialBand(alpha / 2, N);
    expectWithin(respent.shippedFollowing, band, 'following');
    expect(respent.shippedIgnoring).toBeGreaterThan(band.upper);
  });

  it('costs little power, and saves units where nothing is there', () => {
    const good = rehearsed(planStating(0.1), DRIFT);
    const planned = valueOf(
      groupSequentialPower(
        { informationFractions: LOOKS, spending: method.spending, alpha: 0.025, sides: 1 },
        DRIFT,
      ),
    ).power;
    expectWithin(good.shippedIgnoring, binomialBand(planned, N), 'power without the advice');
    // Paths that the advice stopped and that would have shipped.
    expect(good.shippedIgnoring - good.shippedFollowing).toBeLessThan(0.01);
    const nothing = rehearsed(planStating(0.1), 0);
    expect(nothing.unitsFollowing).toBeLessThan(0.8 * nothing.unitsIgnoring);
  });
});
