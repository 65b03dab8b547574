import { describe, expect, it } from 'vitest';
import type { Evidence } from '@/lib/analysis/evidence';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { analyseRun } from '@/lib/decision/analyse-run';
import { plannedFigures } from '@/lib/decision/planning/plan-experiment';
import type { PlanRequest } from '@/lib/decision/planning/plan-request';
import type { Spread } from '@/lib/model/metrics/kind';
import { isShare } from '@/lib/model/metrics/kinds';
import type { RunDecision } from '@/lib/model/decision';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { say } from '@/lib/statistics';
import { isShortForm } from '@/tests/support/form';
import { valueOf } from '@/tests/support/outcomes';
import { runMetric, runOf, shareMetric } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// The planner draws normal arm means. Here units draw values, which go through the analysis and the decision of the product: the size
// that was offered for 80 % has to ship about 80 %.
const n = simulations(2_000);
/** .78 to .83 of 2,000 experiments, and as much wider as fewer of them are less exact. */
const bandOf = (rounds: number) => {
  const wider = Math.sqrt(2_000 / rounds);
  return { lower: 0.8 - 0.02 * wider, upper: 0.8 + 0.03 * wider };
};
/** A look integrates its bounds anew, which takes some 20 ms: fewer of these in the short form. */
const sequentialRounds = isShortForm ? Math.ceil(n / 2) : n;
const startedAt = new Date('2026-03-01T00:00:00Z');

/** One value of a unit: of mean and standard deviation 1, and the effect added; or of a share, which the effect moves with its variance. */
type Draw = (uniform: () => number, effect: number) => number;
const normal: Draw = (uniform, effect) => 1 + standardNormal(uniform) + effect;
const exponential: Draw = (uniform, effect) => -Math.log1p(-uniform()) + effect;
const SHARE = 0.1;
const counted: Draw = (uniform, effect) => (uniform() < SHARE * (1 + effect) ? 1 : 0);

const success = runMetric({ key: 'gain', minimumEffectRelative: 0.25 });
/** Half as large again: the treatment's variance is 1.4 times that of the control. */
const share = shareMetric({ key: 'gain', minimumEffectRelative: 0.5 });
const others = (role: RunMetric['role'], keys: readonly string[]) =>
  keys.map((key) => runMetric({ key, role }));

function configurationOf(
  plan: Parameters<typeof runOf>[0],
  metrics: readonly RunMetric[],
  treatments = 1,
): RunConfiguration {
  const keys = ['control', ...Array.from({ length: treatments }, (_, i) => `t${String(i + 1)}`)];
  const variants = keys.map((key, i) => ({
    key,
    name: key,
    value: key,
    weight: 1 / keys.length,
    isControl: i === 0,
  }));
  return { ...runOf(plan, metrics), variants };
}

/** Units of all variants that the planner offers. */
function offeredUnits({ variants, metrics, plan }: RunConfiguration): number {
  const baselineOf = (spread: Spread) =>
    spread === 'share' ? { mean: SHARE, variance: SHARE * (1 - SHARE) } : { mean: 1, variance: 1 };
  const request: PlanRequest = {
    variants,
    plan,
    metrics: metrics.map((metric) => {
      const spread = isShare(metric.kind) ? 'share' : 'level';
      const baseline = say({
        ...baselineOf(spread),
        varianceReduction: 0,
        source: 'typed' as const,
        units: null,
      });
      return { ...metric, baseline, spread, skewness: null, windowDays: 0 };
    }),
    newUnitsByDay: say([1_000]),
    units: null,
    days: null,
    seed: 5,
  };
  return valueOf(plannedFigures(request).size).units;
}

interface Sums {
  n: number;
  readonly sums: number[];
  readonly squares: number[];
}

/** An experiment that is run to its planned size, look after look; whether it ships the variant that is as good as planned. */
function ships(configuration: RunConfiguration, units: number, draw: Draw, uniform: () => number): boolean {
  const { variants, metrics } = configuration;
  const planned = { ...configuration, plan: { ...configuration.plan, plannedUnits: units } };
  const arms: Sums[] = variants.map(() => ({
    n: 0,
    sums: metrics.map(() => 0),
    squares: metrics.map(() => 0),
  }));
  const looks = configuration.plan.method === 'fixed' ? 1 : configuration.plan.looks;
  let earlier: RunDecision | null = null;
  for (let look = 1; look <= looks; look += 1) {
    const target = Math.ceil((units * look) / (looks * variants.length));
    arms.forEach((arm, position) => grow(arm, target, metrics, position === 1, draw, uniform));
    const { decision } = analyseRun(planned, evidenceOf(metrics, arms), {
      ended: false,
      startedAt,
      now: startedAt,
      earlier,
      looksTaken: look - 1,
    });
    const { outcome, variant } = valueOf(decision.decision);
    if (outcome === 'ship') return variant === variants[1]?.key;
    if (outcome === 'invalid' || outcome === 'stop-harm') return false;
    if (decision.look.taken) earlier = decision;
  }
  return false;
}

/** Units until the arm has its number; in the good variant the first metric is as much larger as planned. */
function grow(
  arm: Sums,
  target: number,
  metrics: readonly RunMetric[],
  isGood: boolean,
  draw: Draw,
  uniform: () => number,
): void {
  for (; arm.n < target; arm.n += 1) {
    metrics.forEach(({ minimumEffectRelative }, index) => {
      const value = draw(uniform, isGood ? (minimumEffectRelative ?? 0) : 0);
      arm.sums[index] = (arm.sums[index] ?? 0) + value;
      arm.squares[index] = (arm.squares[index] ?? 0) + value * value;
    });
  }
}

function evidenceOf(metrics: readonly RunMetric[], arms: readonly Sums[]): Evidence {
  return {
    units: arms.map((arm, variant) => ({ variant, units: arm.n, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [],
    metrics: new Map(
      metrics.map(({ key }, index) => [
        key,
        {
          ok: true,
          caps: [],
          segments: [],
          arms: arms.map((arm, variant) => {
            const mean = (arm.sums[index] ?? 0) / arm.n;
            const variance = ((arm.squares[index] ?? 0) - arm.n * mean * mean) / (arm.n - 1);
            return {
              variant,
              n: arm.n,
              waiting: 0,
              means: [mean],
              covariances: [[variance]],
              quantile: null,
            };
          }),
        },
      ]),
    ),
  };
}

const watching = configurationOf({ method: 'fixed' }, [
  success,
  ...others('guardrail', ['a', 'b', 'c', 'd']),
  ...others('quality', ['e', 'f', 'g', 'h']),
]);

describe('the size that is offered for a power of 80 %', () => {
  it.each([
    ['three variants', configurationOf({ method: 'fixed' }, [success], 2), normal, n],
    ['four watched guardrails and four quality metrics', watching, normal, n],
    ['a share that moves by half', configurationOf({ method: 'fixed' }, [share]), counted, n],
    ['a skewed metric', configurationOf({ method: 'fixed' }, [success]), exponential, n],
    [
      'group sequential',
      configurationOf({ method: 'group-sequential', looks: 2 }, [success]),
      normal,
      sequentialRounds,
    ],
    // 31 units an arm: the bound is that of a Student t, which is far beyond the normal one.
    [
      'always valid, few units',
      configurationOf({ method: 'always-valid', looks: 10 }, [
        runMetric({ key: 'gain', minimumEffectRelative: 1 }),
      ]),
      normal,
      n,
    ],
  ] as const)(
    'ships about 80 % of experiments whose units draw values: %s',
    (_, configuration, draw, rounds) => {
      const units = offeredUnits(configuration);
      const uniform = seededUniform(31);
      const shipped = shareOf(rounds, () => ships(configuration, units, draw, uniform));
      expectWithin(shipped, bandOf(rounds), `shipped of ${String(rounds)} with ${String(units)} units`);
    },
  );

  /** 2 (z(.975) + z(power))^2 / .25^2 units an arm: one test, two-sided alpha .05. */
  const unitsOfOneTest = (arms: number) => Math.ceil((arms * 2 * (1.959964 + 0.841621) ** 2) / 0.25 ** 2);
  const shipped = (configuration: RunConfiguration, units: number) => {
    const uniform = seededUniform(31);
    return shareOf(n, () => ships(configuration, units, normal, uniform));
  };

  it('and the size of one test ships too few of three variants, each of which has half of alpha', () => {
    const three = configurationOf({ method: 'fixed' }, [success], 2);
    // z(.9875) instead of z(.975): a power of .712.
    expect(shipped(three, unitsOfOneTest(3))).toBeLessThan(bandOf(n).lower);
  });

  it('and fewer than the offered one where false alarms of eight other metrics keep it from shipping', () => {
    const asBefore = shipped(watching, unitsOfOneTest(2));
    expect(asBefore).toBeLessThan(0.8);
    expect(asBefore).toBeLessThan(shipped(watching, offeredUnits(watching)));
  });
});
