import { describe, expect, it } from 'vitest';
import { healthOf } from '@/lib/analysis/health';
import { standardNormal } from '@/lib/decision/correlated-normals';
import { HEALTH_ALARM_LEVEL } from '@/lib/statistics/quality/alarm-level';
import { evidenceOf, runOf } from '@/tests/support/runs';
import { seededUniform } from '@/tests/support/seeded-random';
import { binomialBand, expectWithin, simulations } from '@/tests/support/simulation';

// Sound runs that are analysed every hour for two weeks: what the health of an analysis calls broken, and what Pearson's test
// would have called broken at some hour.
const HOURS = 14 * 24;
// numpy, 20,000 runs: Pearson's p is ever below .001 in .020, .022 and .038 of them at weights of .5, .1 and .01.
const experiments = simulations(800);
const unitsAnHour = 40;
const run = runOf({ plannedUnits: HOURS * unitsAnHour });

interface EverCalledBroken {
  readonly decided: boolean;
  readonly byPearson: boolean;
}

/** `share`: of the units that the second variant really takes, where `weight` was configured. */
function analysedHourly(weight: number, share: number, uniform: () => number): EverCalledBroken {
  const arms = [0, 0];
  const weights = [1 - weight, weight];
  let [earlierSampleRatioP, decided, byPearson] = [1, false, false];
  for (let hour = 0; hour < HOURS && !decided; hour += 1) {
    const second = binomial(unitsAnHour, share, uniform);
    arms[0] = (arms[0] ?? 0) + unitsAnHour - second;
    arms[1] = (arms[1] ?? 0) + second;
    const units = arms.map((count, position) => ({
      key: String(position),
      name: String(position),
      isControl: position === 0,
      units: count,
      expectedShare: weights[position] ?? 0,
    }));
    const evidence = { ...evidenceOf(run, [none, none]), earlierSampleRatioP };
    const health = healthOf(run, units, evidence);
    decided = health.sampleRatioAlarm;
    if (health.sequentialSampleRatio?.ok === true) earlierSampleRatioP = health.sequentialSampleRatio.value.p;
    byPearson ||= pearsonStatistic(arms, weights) > CRITICAL;
  }
  return { decided, byPearson };
}

/** scipy 1.17.1: chi2.isf(0.001, 1). */
const CRITICAL = 10.827566170662733;

function pearsonStatistic(
  [first = 0, second = 0]: readonly number[],
  [a = 0, b = 0]: readonly number[],
): number {
  const all = first + second;
  return (first - all * a) ** 2 / (all * a) + (second - all * b) ** 2 / (all * b);
}

const none = { n: 0, mean: 0, variance: 0 };

/** Of few units one by one, of many by the normal distribution. */
function binomial(n: number, p: number, uniform: () => number): number {
  if (n * Math.min(p, 1 - p) > 10)
    return Math.round(n * p + Math.sqrt(n * p * (1 - p)) * standardNormal(uniform));
  return Array.from({ length: n }, uniform).filter((draw) => draw < p).length;
}

describe('a run that is analysed every hour', () => {
  it.each([0.5, 0.1, 0.01])(
    'with a sound split is called broken at most one time in a thousand, where Pearson’s test would many times: weight %d',
    (weight) => {
      const uniform = seededUniform(131);
      const found = Array.from({ length: experiments }, () => analysedHourly(weight, weight, uniform));
      const shareOf = (which: keyof EverCalledBroken) =>
        found.filter((one) => one[which]).length / experiments;
      const { upper } = binomialBand(HEALTH_ALARM_LEVEL, experiments);
      expectWithin(shareOf('decided'), { lower: 0, upper }, 'called broken');
      expect(shareOf('byPearson'), 'ever below .001 by Pearson').toBeGreaterThan(upper);
    },
  );

  it('is called broken where a tenth of one variant’s exposures is lost', () => {
    const uniform = seededUniform(137);
    const rounds = Math.ceil(experiments / 10);
    const found = Array.from({ length: rounds }, () => analysedHourly(0.5, 0.9 / 1.9, uniform));
    expect(found.filter(({ decided }) => decided).length / rounds).toBeGreaterThan(0.95);
  });
});
