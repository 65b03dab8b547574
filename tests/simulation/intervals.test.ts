import { describe, expect, it } from 'vitest';
import { standardNormal } from '@/lib/decision/correlated-normals';
import {
  betaDifferenceInterval,
  heterogeneityTest,
  inferiorityOfEstimates,
  inferiorityTest,
  interactionTest,
  meanEffect,
  momentsFromValues,
  nonInferiorityOfEstimates,
  quantileEffect,
  sampleRatioTest,
  segmentEffects,
  sequentialSampleRatioTest,
  superiorityOfEstimates,
  superiorityTest,
  type Moments,
} from '@/lib/statistics';
import { meanEstimate } from '@/lib/statistics/effects/mean';
import { binomialBand, expectWithin, shareOf, simulations } from '@/tests/support/simulation';
import { covers, exponential, logNormal, type Uniform } from '@/tests/support/simulated-metrics';
import { seededUniform } from '@/tests/support/seeded-random';
import { valueOf } from '@/tests/support/outcomes';

const N = simulations(2000);
const alphaTwoSided = 0.05;
const band = binomialBand(0.95, N);
const draw = (n: number, one: () => number) => Array.from({ length: n }, one);
const momentsOf = (n: number, one: () => number): Moments => valueOf(momentsFromValues(draw(n, one)));

/** Exponential values around a mean: skewed, as times and revenue are. */
const arm = (uniform: Uniform, mean: number) => momentsOf(300, () => mean * exponential(uniform));

describe('intervals to one side', () => {
  it.each([
    ['superiority', superiorityTest, true],
    ['superiority where lower is better', superiorityTest, false],
    ['inferiority', inferiorityTest, true],
  ] as const)('%s: the end covers the truth as often as it says', (_name, test, higherIsBetter) => {
    const uniform = seededUniform(31);
    const covered = shareOf(N, () => {
      const arms = { control: arm(uniform, 2), treatment: arm(uniform, 2.2) };
      const effect = valueOf(meanEffect({ ...arms, alphaTwoSided }));
      return covers(valueOf(test({ effect, alphaOneSided: 0.05, higherIsBetter })).interval, 0.2);
    });
    expectWithin(covered, band, 'coverage');
  });

  it.each([
    ['superiority', superiorityOfEstimates, true],
    ['superiority where lower is better', superiorityOfEstimates, false],
    ['inferiority', inferiorityOfEstimates, true],
  ] as const)(
    '%s: the relative end covers the truth as often as it says',
    (_name, compare, higherIsBetter) => {
      const uniform = seededUniform(43);
      const covered = shareOf(N, () => {
        const estimates = [meanEstimate(arm(uniform, 2)), meanEstimate(arm(uniform, 2.2))] as const;
        const { relative } = valueOf(compare(...estimates, { alphaOneSided: 0.05, higherIsBetter }));
        return covers(valueOf(relative).interval, 0.1);
      });
      expectWithin(covered, band, 'coverage');
    },
  );

  it('non-inferiority: the lower bound of the distance to the margin covers it as often as it says', () => {
    const uniform = seededUniform(32);
    const covered = shareOf(N, () => {
      const [control, treatment] = [meanEstimate(arm(uniform, 2)), meanEstimate(arm(uniform, 1.9))];
      const options = { relativeMargin: 0.1, alphaOneSided: 0.05, higherIsBetter: true };
      return valueOf(nonInferiorityOfEstimates(control, treatment, options)).lowerBound <= 1.9 - 0.9 * 2;
    });
    expectWithin(covered, band, 'coverage');
  });
});

it('the relative interval keeps its coverage where the control is noisy', () => {
  const uniform = seededUniform(33);
  // The control mean is four of its standard errors from 0, where the delta method covers too seldom.
  const noisy = (mean: number) => momentsOf(100, () => mean + 2.5 * standardNormal(uniform));
  let known = 0;
  const covered = shareOf(N, () => {
    const effect = valueOf(meanEffect({ control: noisy(1), treatment: noisy(2), alphaTwoSided }));
    if (!effect.relative.ok) return true;
    known += 1;
    return covers(effect.relative.value.interval, 1);
  });
  expect(known / N).toBeGreaterThan(0.9);
  expectWithin(covered, band, 'coverage');
});

it.each([0.5, 0.75, 0.95])(
  'the interval of the %d quantile covers the truth as often as it says',
  (quantile) => {
    const uniform = seededUniform(34);
    const truth: Readonly<Record<number, number>> = {
      0.5: 0,
      0.75: 0.6744897501960817,
      0.95: 1.6448536269514722,
    };
    // A hundred units beyond the quantile: with twenty (.95 of 400) the interval is a little too wide, and covers .968.
    const units = Math.round(100 / (1 - quantile));
    const base = Math.exp(truth[quantile] ?? NaN);
    const covered = shareOf(N, () => {
      const control = draw(units, () => logNormal(uniform, 1));
      const treatment = draw(units, () => 1.2 * logNormal(uniform, 1));
      return covers(
        valueOf(quantileEffect({ control, treatment, quantile, alphaTwoSided })).interval,
        0.2 * base,
      );
    });
    expectWithin(covered, band, 'coverage');
  },
);

it('the interval of an interaction covers it as often as it says', () => {
  const uniform = seededUniform(35);
  const covered = shareOf(N, () => {
    const cells = {
      neither: arm(uniform, 1),
      firstOnly: arm(uniform, 1.2),
      secondOnly: arm(uniform, 1.1),
      both: arm(uniform, 1.5),
    };
    return covers(valueOf(interactionTest({ ...cells, alphaTwoSided })).interval, 1.5 / 1.1 / 1.2);
  });
  expectWithin(covered, band, 'coverage');
});

describe('segments', () => {
  const effects = [0, 0.1, 0.2, -0.1, 0.3];
  // Sums of four: of the strongly skewed values above, 200 units are too few for intervals as wide as five segments need
  // (they covered together in .926), which is the t interval's limit and not the correction's.
  const segmentArm = (uniform: Uniform, mean: number) =>
    momentsOf(200, () => (mean / 4) * draw(4, () => exponential(uniform)).reduce((sum, one) => sum + one, 0));
  const drawn = (uniform: Uniform, differences: readonly number[]) =>
    differences.map((difference, index) => ({
      name: String(index),
      control: meanEstimate(segmentArm(uniform, 1)),
      treatment: meanEstimate(segmentArm(uniform, 1 + difference)),
    }));

  it.each(['bonferroni', 'holm'] as const)('corrected by %s: all intervals together cover', (procedure) => {
    const uniform = seededUniform(36);
    const covered = shareOf(N, () => {
      const { segments } = valueOf(
        segmentEffects({ segments: drawn(uniform, effects), procedure, alphaTwoSided }),
      );
      return segments.every(({ effect }, index) =>
        covers(valueOf(effect).effect.interval, effects[index] ?? NaN),
      );
    });
    // Bonferroni is conservative; Holm's intervals match its p-values, which promise this where nothing differs.
    expectWithin(covered, { lower: procedure === 'holm' ? 0.9 : band.lower, upper: 1 }, 'coverage of all');
  });

  it('Cochran’s Q rejects where segments do not differ as often as it says', () => {
    const uniform = seededUniform(37);
    const rejected = shareOf(N, () => {
      const segments = drawn(uniform, [0.2, 0.2, 0.2, 0.2]);
      const variance = (at: number) =>
        (segments[at]?.control.samplingVariance ?? NaN) + (segments[at]?.treatment.samplingVariance ?? NaN);
      const differences = segments.map(({ control, treatment }) => treatment.estimate - control.estimate);
      const standardErrors = differences.map((_, at) => Math.sqrt(variance(at)));
      return valueOf(heterogeneityTest({ differences, standardErrors })).p < 0.05;
    });
    expectWithin(rejected, binomialBand(0.05, N), 'share of p < .05');
  });
});

it('a credible interval of two proportions holds what the prior drew as often as it says', () => {
  const uniform = seededUniform(38);
  const rounds = simulations(800);
  const covered = shareOf(rounds, () => {
    const rates = [uniform(), uniform()];
    const seen = rates.map((rate) => ({
      n: 40,
      successes: draw(40, () => (uniform() < rate ? 1 : 0)).reduce((sum, one) => sum + one, 0),
    }));
    const [control = { n: 0, successes: 0 }, treatment = { n: 0, successes: 0 }] = seen;
    const interval = valueOf(betaDifferenceInterval({ control, treatment, prior: [1, 1], level: 0.95 }));
    return covers(interval, (rates[1] ?? NaN) - (rates[0] ?? NaN));
  });
  expectWithin(covered, binomialBand(0.95, rounds), 'coverage');
});

describe('the sample ratio of a sound split', () => {
  const weights = [0.5, 0.3, 0.2];
  const assigned = (uniform: Uniform) => {
    const at = uniform();
    return at < 0.5 ? 0 : at < 0.8 ? 1 : 2;
  };

  const add = (counts: number[], place: number) => {
    counts[place] = (counts[place] ?? 0) + 1;
  };

  it('is rejected by Pearson’s test as often as it says', () => {
    const uniform = seededUniform(39);
    const rejected = shareOf(N, () => {
      const observed = [0, 0, 0];
      for (let unit = 0; unit < 1000; unit += 1) add(observed, assigned(uniform));
      return valueOf(sampleRatioTest({ observed, weights })).p < 0.05;
    });
    expectWithin(rejected, binomialBand(0.05, N), 'share of p < .05');
  });

  it('alarms Pearson’s p < .001 in .0094 of the experiments that are looked at 28 times, the sequential p in .001 at most', () => {
    const uniform = seededUniform(44);
    const experiments = simulations(40_000);
    let fixed = 0;
    let sequential = 0;
    for (let experiment = 0; experiment < experiments; experiment += 1) {
      let [first, second] = [0, 0];
      let [everFixed, everSequential] = [false, false];
      for (let look = 0; look < 28; look += 1) {
        // A thousand units a day: their split is normal to all that matters here.
        const arrived = Math.round(500 + Math.sqrt(250) * standardNormal(uniform));
        [first, second] = [first + arrived, second + 1_000 - arrived];
        const counts = { observed: [first, second], weights: [0.5, 0.5] };
        everFixed ||= valueOf(sampleRatioTest(counts)).p < 0.001;
        everSequential ||= valueOf(sequentialSampleRatioTest(counts)).p < 0.001;
      }
      fixed += everFixed ? 1 : 0;
      sequential += everSequential ? 1 : 0;
    }
    expectWithin(fixed / experiments, binomialBand(0.0094, experiments), 'ever alarmed by Pearson');
    const { upper } = binomialBand(0.001, experiments);
    expectWithin(sequential / experiments, { lower: 0, upper }, 'ever alarmed by the sequential test');
    expect(binomialBand(0.0094, experiments).lower).toBeGreaterThan(upper);
  });

  it('is rejected by the sequential test at most as often, looked at after every batch', () => {
    const uniform = seededUniform(40);
    const rounds = simulations(800);
    const rejected = shareOf(rounds, () => {
      const observed = [0, 0, 0];
      for (let look = 0; look < 60; look += 1) {
        for (let unit = 0; unit < 50; unit += 1) add(observed, assigned(uniform));
        const { p } = valueOf(sequentialSampleRatioTest({ observed, weights, concentration: 100 }));
        if (p < 0.05) return true;
      }
      return false;
    });
    expectWithin(rejected, { lower: 0, upper: binomialBand(0.05, rounds).upper }, 'share ever p < .05');
  });
});
