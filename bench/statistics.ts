import { betaDifferenceInterval } from '../lib/statistics/bayes/beta-difference';
import { normalSf } from '../lib/statistics/distributions/normal';
import { studentTIsf, studentTSf } from '../lib/statistics/distributions/student-t';
import { meanEffect } from '../lib/statistics/effects/mean';
import type { Moments } from '../lib/statistics/moments';
import { groupSequentialBounds } from '../lib/statistics/sequential/group-sequential';
import type { BenchFigure } from './run';
import { medianMs } from './stopwatch';

const METRICS = 100;
const VARIANTS = 4;
const SEGMENTS = 10;
const LOOKS = 100;
const RUNS = 7;

/**
 * What the statistics cost: a scorecard from moments and the bounds of a long sequential plan, each beside as many bare
 * distribution calls as it has figures, in the same process, so that the ratio means the same on every machine.
 */
export function statisticsBench(): readonly BenchFigure[] {
  const cells = METRICS * VARIANTS * SEGMENTS;
  const arms = Array.from({ length: cells }, (_, i) => momentsOf(i));
  const scorecardMs = medianMs(RUNS, () => scorecard(arms));
  // A comparison needs one p-value and one quantile at the least.
  const comparisons = METRICS * (VARIANTS - 1) * SEGMENTS;
  const bareScorecardMs = medianMs(RUNS, () => bareStudentCalls(comparisons));
  const boundsMs = medianMs(RUNS, bounds);
  const bareBoundsMs = medianMs(RUNS, () => bareNormalCalls(LOOKS));
  const unevenMs = medianMs(RUNS, unevenArms);
  const figure = (name: string, value: number, unit: string): BenchFigure => ({ name, value, unit });
  return [
    figure('scorecard_ms', scorecardMs, 'ms (100 metrics x 4 variants x 10 segments, from moments)'),
    figure(
      'scorecard_bare_calls_ms',
      bareScorecardMs,
      'ms (one Student t tail and one quantile per comparison)',
    ),
    figure('scorecard_ratio', scorecardMs / bareScorecardMs, 'times the bare calls'),
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

function momentsOf(i: number): Moments {
  return {
    n: 10_000 + ((i * 7919) % 90_000),
    mean: 10 + ((i * 31) % 17) / 50,
    variance: 20 + ((i * 13) % 29),
  };
}

function scorecard(arms: readonly Moments[]): void {
  for (let group = 0; group < arms.length; group += VARIANTS) {
    const control = arms[group];
    for (let variant = 1; variant < VARIANTS; variant += 1) {
      const treatment = arms[group + variant];
      if (control === undefined || treatment === undefined) throw new Error('an arm is missing');
      keep(meanEffect({ control, treatment, alphaTwoSided: 0.05 }).ok ? 1 : 0);
    }
  }
}

function bareStudentCalls(count: number): void {
  for (let i = 0; i < count; i += 1) {
    keep(studentTSf(2 + (i % 100) / 50, 20_000 + i));
    keep(studentTIsf(0.025, 20_000 + i));
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
