import { expect, it } from 'vitest';
import { decisionRule, type DecisionRule } from '@/lib/decision/decide';
import { lookAt, plannedLooks, type LookProgress } from '@/lib/decision/look';
import { planOfRun } from '@/lib/decision/run-plan';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { groupSequentialInflation, meanEffect } from '@/lib/statistics';
import { normalIsf } from '@/lib/statistics/distributions/normal';
import { HEALTHY } from '@/tests/support/decisions';
import { valueOf } from '@/tests/support/outcomes';
import { runOf } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// Units come for four weeks, and a metric counts each two weeks after it came: the window takes half as long as the intake.
const INTAKE_DAYS = 28;
const WINDOW_DAYS = 14;
const unitsAnArm = 10_000;
const run = runOf({ plannedUnits: 2 * unitsAnArm });
const plan = planOfRun(run, {});
const experiments = simulations(8_000);
const startedAt = new Date('2026-03-01T00:00:00Z');

/** The relative effect with which the plan's looks have a power of 80 %, for a mean of 10 with variance 100. */
const inflation = valueOf(
  groupSequentialInflation(
    { informationFractions: plannedLooks(run.plan), spending: 'obrien-fleming', alpha: 0.025, sides: 1 },
    0.8,
  ),
).inflation;
const drift = (normalIsf(0.025) + normalIsf(0.2)) * Math.sqrt(inflation);
const VARIANCE = 100;
const difference = drift * Math.sqrt((2 * VARIANCE) / unitsAnArm);

interface ScheduledLook {
  readonly lookFractions: readonly number[];
  readonly maturedAnArm: number;
  readonly rule: DecisionRule;
}

/** Units of an arm that have come by then. */
const unitsBy = (day: number) => Math.round(unitsAnArm * Math.min(1, Math.max(0, day / INTAKE_DAYS)));

/** The looks of daily analyses; `counted`: the units that they go by, of those exposed and those matured. */
function schedule(counted: (exposed: number, matured: number) => number): readonly ScheduledLook[] {
  const looks: ScheduledLook[] = [];
  for (let day = 1; day <= INTAKE_DAYS + WINDOW_DAYS; day += 1) {
    const [exposed, matured] = [unitsBy(day), unitsBy(day - WINDOW_DAYS)];
    const units = 2 * exposed;
    const seen = 2 * counted(exposed, matured);
    const progress: LookProgress = {
      units,
      metrics: [{ key: 'revenue', matured: seen, waiting: units - seen, failed: false }],
      longestWaitMs: WINDOW_DAYS * 86_400_000,
      ended: false,
      startedAt,
      now: new Date(startedAt.getTime() + day * 86_400_000),
      earlier: { lookFractions: looks.at(-1)?.lookFractions ?? [] },
    };
    const look = lookAt(run.plan, progress);
    if (!look.taken || matured === 0) continue;
    const rule = valueOf(decisionRule(plan, look.lookFractions));
    looks.push({ lookFractions: look.lookFractions, maturedAnArm: matured, rule });
  }
  return looks;
}

/** Share of experiments that ship at one of the looks. */
function power(looks: readonly ScheduledLook[]): number {
  const uniform = seededUniform(149);
  return shareOf(experiments, () => {
    // Sums of both arms around their means, by the central limit theorem.
    let [control, treatment, before] = [0, 0, 0];
    return looks.some(({ lookFractions, maturedAnArm, rule }) => {
      const step = Math.sqrt(VARIANCE * (maturedAnArm - before));
      control += step * standardNormal(uniform);
      treatment += step * standardNormal(uniform);
      before = maturedAnArm;
      const armOf = (mean: number, sum: number) => ({
        n: maturedAnArm,
        mean: mean + sum / maturedAnArm,
        variance: VARIANCE,
      });
      const effect = meanEffect({
        control: armOf(10, control),
        treatment: armOf(10 + difference, treatment),
        alphaTwoSided: 0.05,
      });
      const results = [{ metric: 'revenue', variant: 'treatment', effect }];
      const progress = { lookFractions, plannedEndReached: false };
      return valueOf(rule({ results, health: HEALTHY, progress })).outcome === 'ship';
    });
  });
}

it('keeps the power of its plan where the window takes half as long as the intake, because looks count matured units', () => {
  const looks = schedule((_, matured) => matured);
  expect(looks.map(({ lookFractions }) => lookFractions.at(-1)).at(-1)).toBe(1);
  expectWithin(power(looks), { lower: 0.78, upper: 0.82 }, 'power');
});

it('would lose a third of it if looks counted exposed units', () => {
  const looks = schedule((exposed) => exposed);
  expect(looks.at(-1)?.maturedAnArm).toBe(unitsAnArm / 2);
  expectWithin(power(looks), { lower: 0.47, upper: 0.55 }, 'power');
});
