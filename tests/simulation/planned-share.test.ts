import { expect, it } from 'vitest';
import { offeredSize } from '@/lib/decision/planning/offered-size';
import type { RunConfiguration, RunMetric } from '@/lib/model/run-configuration';
import { say } from '@/lib/statistics';
import { valueOf } from '@/tests/support/outcomes';
import { analysed, runMetric, runOf, type ArmFigures } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { events, type Uniform } from '@/tests/support/simulated-metrics';
import { expectWithin, shareOf, simulations } from '@/tests/support/simulation';

// Shares near 0 and 100 % that move by little. A small arm has few events then, or few units without one, so that the mid-p decides.
const rounds = simulations(2_000);
const wider = Math.sqrt(2_000 / rounds);
const band = { lower: 0.8 - 0.02 * wider, upper: 0.8 + 0.03 * wider };

interface Planned {
  readonly share: number;
  readonly change: number;
  readonly treatmentWeight: number;
}

function runOfShare({ change, treatmentWeight }: Planned): RunConfiguration {
  const metric: RunMetric = {
    ...runMetric({ key: 'gain', minimumEffectRelative: Math.abs(change) }),
    direction: change > 0 ? 'higher-is-better' : 'lower-is-better',
    kind: 'proportion',
    definition: {
      version: 2,
      event: 'purchase',
      where: [],
      window: { startHours: 0, lengthHours: null, mustBeComplete: false },
      covariate: null,
    },
  };
  const run = runOf({ method: 'fixed' }, [metric]);
  const weights = [1 - treatmentWeight, treatmentWeight];
  return { ...run, variants: run.variants.map((one, i) => ({ ...one, weight: weights[i] ?? 0 })) };
}

/** Units of control and treatment. */
function offered({ variants, metrics, plan }: RunConfiguration, share: number): readonly number[] {
  const variance = share * (1 - share);
  const baseline = say({
    ...{ mean: share, variance, varianceReduction: 0 },
    ...{ source: 'typed' as const, units: null },
  });
  const found = offeredSize({
    ...{ variants, plan, newUnitsByDay: say([1_000]), units: null, days: null, seed: 5 },
    metrics: metrics.map((metric) => ({
      ...{ ...metric, baseline },
      ...{ spread: 'share', skewness: null, windowDays: 0 },
    })),
  });
  return valueOf(found).byVariant.map(({ units }) => units);
}

/** Whichever of both is rarer is drawn, event by event. */
function armOf(uniform: Uniform, n: number, share: number): ArmFigures {
  const k = share < 0.5 ? events(uniform, n, share) : n - events(uniform, n, 1 - share);
  return { n, mean: k / n, variance: (k * (n - k)) / n / (n - 1) };
}

/** How often an experiment of this size ships a treatment that is as good as planned. */
function shippedShare(planned: Planned, [n0 = 0, n1 = 0]: readonly number[]): number {
  const run = runOfShare(planned);
  const sized = { ...run, plan: { ...run.plan, plannedUnits: n0 + n1 } };
  const uniform = seededUniform(37);
  const { share, change } = planned;
  return shareOf(rounds, () => {
    const arms = [armOf(uniform, n0, share), armOf(uniform, n1, share * (1 + change))] as const;
    return valueOf(analysed(sized, arms).decision.decision).outcome === 'ship';
  });
}

const tenth = 0.1;

it.each([
  { share: 0.95, change: 0.01, treatmentWeight: tenth },
  { share: 0.98, change: 0.005, treatmentWeight: tenth },
  { share: 0.99, change: 0.003, treatmentWeight: tenth },
  { share: 0.02, change: -0.3, treatmentWeight: tenth },
  { share: 0.98, change: 0.005, treatmentWeight: 1 - tenth },
  { share: 0.99, change: 0.003, treatmentWeight: 0.5 },
])(
  'the size that is offered for 80 % ships about 80 %: $share by $change, $treatmentWeight of the units',
  (planned) => {
    const units = offered(runOfShare(planned), planned.share);
    expectWithin(shippedShare(planned, units), band, `shipped with ${units.join(' and ')} units`);
  },
);

it('and the size of the normal form, whose variances are those of the truth, ships too few of a small arm', () => {
  const planned = { share: 0.99, change: 0.003, treatmentWeight: tenth };
  const moved = planned.share * (1 + planned.change);
  const ratio = tenth / (1 - tenth);
  const variance = planned.share * (1 - planned.share) + (moved * (1 - moved)) / ratio;
  const n0 = Math.ceil(((1.959964 + 0.841621) ** 2 * variance) / (moved - planned.share) ** 2);
  // .724 of 4,000 experiments in numpy and scipy.
  expect(shippedShare(planned, [n0, Math.ceil(n0 * ratio)])).toBeLessThan(band.lower);
});
