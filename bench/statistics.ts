import type { Evidence } from '../lib/analysis/evidence';
import { analyseRun } from '../lib/decision/analyse-run';
import type { RunConfiguration, RunMetric } from '../lib/model/run-configuration';
import { betaDifferenceInterval } from '../lib/statistics/bayes/beta-difference';
import { normalSf } from '../lib/statistics/distributions/normal';
import { studentTIsf, studentTSf } from '../lib/statistics/distributions/student-t';
import { groupSequentialBounds } from '../lib/statistics/sequential/group-sequential';
import { compareArms } from '../lib/statistics/effects/arm-comparison';
import type { ArmEstimate } from '../lib/statistics/effects/arm-estimate';
import { intervalEnd } from '../lib/statistics/effects/interval-end';
import { meanEstimate } from '../lib/statistics/effects/mean';
import type { BenchFigure } from './figure';
import { medianMs } from './stopwatch';

const METRICS = 100;
const VARIANTS = 4;
const LOOKS = 100;
const RUNS = 7;

/**
 * What the statistics cost: a scorecard from moments (effects, and the two ends of the rule's interval at levels of their own), a whole look of
 * the product (health, answers and adjusted p as well), and the bounds of a long sequential plan, each beside as many bare distribution calls as it has figures at
 * the least, in the same process, so that the ratio means the same on every machine.
 */
export function statisticsBench(): readonly BenchFigure[] {
  const evidence = evidenceOf(run);
  const lookMs = medianMs(RUNS, () => look(evidence));
  const scorecardMs = medianMs(RUNS, () => scorecard(evidence));
  // A comparison needs one p-value and three quantiles at the least: of its own interval, and of the two ends of the rule's.
  const comparisons = METRICS * (VARIANTS - 1);
  const bareScorecardMs = medianMs(RUNS, () => bareStudentCalls(comparisons));
  const boundsMs = medianMs(RUNS, bounds);
  const bareBoundsMs = medianMs(RUNS, () => bareNormalCalls(LOOKS));
  const unevenMs = medianMs(RUNS, unevenArms);
  const figure = (name: string, value: number, unit: string): BenchFigure => ({ name, value, unit });
  return [
    figure('scorecard_ms', scorecardMs, 'ms (100 metrics x 4 variants, from moments: effects and two ends)'),
    figure(
      'scorecard_bare_calls_ms',
      bareScorecardMs,
      'ms (one Student t tail and three quantiles per comparison)',
    ),
    figure('scorecard_ratio', scorecardMs / bareScorecardMs, 'times the bare calls'),
    figure('look_ms', lookMs, 'ms (the same as a look of the product, to its answers)'),
    figure('look_ratio', lookMs / bareScorecardMs, 'times the bare calls'),
    figure('bounds_100_looks_ms', boundsMs, "ms (O'Brien-Fleming type, two-sided)"),
    figure('bounds_bare_calls_ms', bareBoundsMs, 'ms (one normal tail per look)'),
    figure('bounds_ratio', boundsMs / bareBoundsMs, 'times the bare calls'),
    figure('bounds_ms_per_look', boundsMs / LOOKS, 'ms'),
    figure(
      'uneven_arms_ms',
      unevenMs,
      'ms (difference of proportions, Bayesian: a billion units against none)',
    ),
  ];
}

/** The hardest arms for an integral over both posteriors: one is a needle, the other nearly flat. */
function unevenArms(): void {
  const control = { n: 1e9, successes: 4e8 };
  const treatment = { n: 0, successes: 0 };
  keep(betaDifferenceInterval({ control, treatment, prior: [0.1, 3], level: 0.95 }).ok ? 1 : 0);
}

const metrics = Array.from({ length: METRICS }, (_, i): RunMetric => {
  const window = { startHours: 0, lengthHours: null, mustBeComplete: false };
  const definition = {
    version: 2,
    event: 'purchase',
    where: [],
    window,
    covariate: null,
    winsorisation: null,
  } as const;
  const role = i % 4 === 0 ? 'success' : i % 4 === 3 ? 'quality' : 'guardrail';
  return {
    key: `m${String(i)}`,
    name: `m${String(i)}`,
    kind: 'sum',
    definition,
    direction: 'higher-is-better',
    unit: '',
    version: 1,
    role,
    relativeMargin: i % 4 === 1 ? 0.01 : null,
    minimumEffectRelative: role === 'success' ? 0.02 : null,
  };
});

const run: RunConfiguration = {
  unitType: 'user',
  valueType: 'string',
  coverage: 1,
  targeting: { all: [] },
  variants: Array.from({ length: VARIANTS }, (_, i) => {
    const key = `v${String(i)}`;
    return { key, name: key, value: key, weight: 1 / VARIANTS, isControl: i === 0 };
  }),
  metrics,
  plan: {
    method: 'fixed',
    alphaTwoSided: 0.05,
    power: 0.8,
    spending: 'obrien-fleming',
    looks: 1,
    plannedUnits: 40_000,
    plannedDays: null,
  },
};

/** Arms of 10,000 units, whose means and variances differ from metric to metric. */
function evidenceOf({ variants }: RunConfiguration): Evidence {
  const armOf = (i: number, variant: number) => ({
    variant,
    n: 10_000,
    waiting: 0,
    means: [10 + ((i * 31) % 17) / 50 + variant / 100],
    covariances: [[20 + ((i * 13 + variant) % 29)]],
    thirds: [50],
    quantile: null,
  });
  return {
    units: variants.map((_, variant) => ({ variant, units: 10_000, unitsInTwoVariants: 0 })),
    dailyUnits: [],
    segments: [],
    metrics: new Map(
      metrics.map(({ key }, i) => [
        key,
        { ok: true, caps: [], segments: [], arms: variants.map((_, variant) => armOf(i, variant)) },
      ]),
    ),
  };
}

/** Effects with the two ends of a success metric's interval, from the moments that an analysis reads. */
function scorecard({ metrics: read }: Evidence): void {
  for (const metric of read.values()) {
    if (!metric.ok) throw new Error('A metric was not read.');
    const [control, ...treatments] = metric.arms.map(({ n, means, covariances }) =>
      meanEstimate({ n, mean: means[0] ?? 0, variance: covariances[0]?.[0] ?? 0 }),
    );
    if (control === undefined) throw new Error('There is no control.');
    for (const treatment of treatments) keep(comparison(control, treatment));
  }
}

function comparison(control: ArmEstimate, treatment: ArmEstimate): number {
  const effect = compareArms(control, treatment, 0.05);
  if (!effect.ok) throw new Error('An effect was refused.');
  const end = (side: 'lower' | 'upper', level: number) => {
    const quantile = studentTIsf(level, effect.value.degreesOfFreedom);
    return intervalEnd(control, treatment, { side, quantile }).difference.ok ? 1 : 0;
  };
  return end('lower', 0.0125) + end('upper', 0.001);
}

function look(evidence: Evidence): void {
  const startedAt = new Date('2026-03-01T00:00:00Z');
  const { decision } = analyseRun(run, evidence, {
    ended: false,
    startedAt,
    now: startedAt,
    earlier: null,
    looksTaken: 0,
  });
  if (!decision.decision.ok) throw new Error('The look has no decision.');
  keep(decision.decision.value.answers.length);
}

function bareStudentCalls(count: number): void {
  for (let i = 0; i < count; i += 1) {
    keep(studentTSf(2 + (i % 100) / 50, 20_000 + i));
    for (const level of [0.025, 0.0125, 0.001]) keep(studentTIsf(level, 20_000 + i));
  }
}

function bounds(): void {
  const informationFractions = Array.from({ length: LOOKS }, (_, i) => (i + 1) / LOOKS);
  const found = groupSequentialBounds({
    informationFractions,
    spending: 'obrien-fleming',
    alpha: 0.05,
    sides: 2,
  });
  keep(found.ok ? found.value.length : 0);
}

function bareNormalCalls(count: number): void {
  for (let i = 0; i < count; i += 1) keep(normalSf(2 + i / count));
}

/** Uses a result, so that the compiler cannot leave the work out. */
let kept = 0;
function keep(value: number): void {
  kept += value;
  if (Number.isNaN(kept)) throw new Error('a bench computed NaN');
}
