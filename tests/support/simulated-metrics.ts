import { standardNormal } from '@/lib/decision/correlated-normals';
import type { Effect, Interval } from '@/lib/statistics/effect';
import { clusteredQuantileEffect } from '@/lib/statistics/effects/clustered-quantile';
import { covariateAdjustedEffect, cupedEffect } from '@/lib/statistics/effects/cuped';
import { meanEffect } from '@/lib/statistics/effects/mean';
import { proportionEffect } from '@/lib/statistics/effects/proportion';
import { quantileEffect } from '@/lib/statistics/effects/quantile';
import { ratioEffect } from '@/lib/statistics/effects/ratio';
import { winsorisedEffect } from '@/lib/statistics/effects/winsorised';
import { jointMomentsFromRows, momentsFromValues, type JointMoments } from '@/lib/statistics/moments';
import type { Outcome } from '@/lib/statistics/outcome';
import { valueOf } from './outcomes';

export type Uniform = () => number;

/** A metric kind in the simulated world: how two arms are drawn and analysed, and what the true effect is. */
export interface MetricKind {
  readonly name: string;
  /** Effect of an experiment in which the treatment multiplies the metric by `factor`. */
  readonly experiment: (factor: number, uniform: Uniform) => Outcome<Effect>;
  /** The control's true figure: the true difference is (factor - 1) times it. */
  readonly truth: number;
  /** Heavy tails at this size make the test conservative: only the upper band holds. */
  readonly upperBandOnly?: boolean;
}

const UNITS = 400;
const alphaTwoSided = 0.05;
const draw = <T>(n: number, one: () => T): T[] => Array.from({ length: n }, one);
const moments = (values: readonly number[]) => valueOf(momentsFromValues(values));
const jointMoments = (rows: readonly (readonly number[])[]): JointMoments =>
  valueOf(jointMomentsFromRows(rows, rows[0]?.length ?? 0));

export const exponential = (uniform: Uniform): number => -Math.log1p(-uniform());
export const logNormal = (uniform: Uniform, sigma: number): number =>
  Math.exp(sigma * standardNormal(uniform));

/** Events among n units: gaps between events are geometric. */
export function events(uniform: Uniform, n: number, rate: number): number {
  const gap = () => Math.ceil(Math.log(uniform()) / Math.log1p(-rate));
  let count = 0;
  for (let unit = gap(); unit <= n; unit += gap()) count += 1;
  return count;
}

/** Poisson by multiplying uniforms (Knuth): small means only. */
export function poisson(mean: number, uniform: Uniform): number {
  const limit = Math.exp(-mean);
  let product = uniform();
  let count = 0;
  while (product > limit) {
    product *= uniform();
    count += 1;
  }
  return count;
}

function meanOf(
  name: string,
  truth: number,
  value: (factor: number, uniform: Uniform) => number,
): MetricKind {
  return {
    name,
    truth,
    experiment: (factor, uniform) =>
      meanEffect({
        control: moments(draw(UNITS, () => value(1, uniform))),
        treatment: moments(draw(UNITS, () => value(factor, uniform))),
        alphaTwoSided,
      }),
  };
}

const proportion: MetricKind = {
  name: 'proportion',
  truth: 0.2,
  experiment: (factor, uniform) => {
    const arm = (p: number) => ({
      n: UNITS,
      successes: draw(UNITS, () => uniform() < p).filter(Boolean).length,
    });
    return proportionEffect({ control: arm(0.2), treatment: arm(0.2 * factor), alphaTwoSided });
  },
};

/** A unit's sessions and the conversions in them: its own rate makes its sessions alike. */
export function sessionsOf(factor: number, uniform: Uniform): { sessions: number; conversions: number } {
  const rate = 0.3 * (uniform() < 0.5 ? 0.15 : 1.85) * factor;
  const sessions = 1 + poisson(3, uniform);
  return { sessions, conversions: draw(sessions, () => uniform() < rate).filter(Boolean).length };
}

const ratio: MetricKind = {
  name: 'ratio',
  truth: 0.3,
  experiment: (factor, uniform) => {
    const arm = (f: number) => {
      const { n, means, covariances } = jointMoments(
        draw(UNITS, () => {
          const { sessions, conversions } = sessionsOf(f, uniform);
          return [conversions, sessions];
        }),
      );
      return {
        n,
        numeratorMean: means[0] ?? NaN,
        denominatorMean: means[1] ?? NaN,
        numeratorVariance: covariances[0]?.[0] ?? NaN,
        denominatorVariance: covariances[1]?.[1] ?? NaN,
        covariance: covariances[0]?.[1] ?? NaN,
      };
    };
    return ratioEffect({ control: arm(1), treatment: arm(factor), alphaTwoSided });
  },
};

const ninetiethPercentile: MetricKind = {
  name: '90th percentile',
  truth: Math.exp(1.2815515655446004),
  experiment: (factor, uniform) =>
    quantileEffect({
      control: draw(UNITS, () => logNormal(uniform, 1)),
      treatment: draw(UNITS, () => factor * logNormal(uniform, 1)),
      quantile: 0.9,
      alphaTwoSided,
    }),
};

/** A unit's load times: its own place makes them alike. */
export function loadTimesOf(factor: number, uniform: Uniform): readonly number[] {
  const place = logNormal(uniform, 0.8);
  return draw(1 + poisson(3, uniform), () => factor * place * logNormal(uniform, 0.4));
}

const medianOfEvents: MetricKind = {
  name: 'median of events',
  truth: 1,
  experiment: (factor, uniform) =>
    clusteredQuantileEffect({
      control: draw(UNITS, () => loadTimesOf(1, uniform)),
      treatment: draw(UNITS, () => loadTimesOf(factor, uniform)),
      quantile: 0.5,
      alphaTwoSided,
    }),
};

const ninetiethPercentileOfEvents: MetricKind = {
  name: '90th percentile of events',
  truth: Math.exp(1.2815515655446004 * Math.hypot(0.8, 0.4)),
  experiment: (factor, uniform) =>
    clusteredQuantileEffect({
      control: draw(UNITS, () => loadTimesOf(1, uniform)),
      treatment: draw(UNITS, () => loadTimesOf(factor, uniform)),
      quantile: 0.9,
      alphaTwoSided,
    }),
};

const cuped: MetricKind = {
  name: 'CUPED mean',
  truth: 3,
  experiment: (factor, uniform) => {
    const arm = (f: number) => {
      const { n, means, covariances } = jointMoments(
        draw(UNITS, () => {
          const before = exponential(uniform);
          return [f * (2 * before + exponential(uniform)), before];
        }),
      );
      return {
        n,
        mean: means[0] ?? NaN,
        variance: covariances[0]?.[0] ?? NaN,
        covariateMean: means[1] ?? NaN,
        covariateVariance: covariances[1]?.[1] ?? NaN,
        covariance: covariances[0]?.[1] ?? NaN,
      };
    };
    return cupedEffect({ control: arm(1), treatment: arm(factor), alphaTwoSided });
  },
};

const cupedRatio: MetricKind = {
  name: 'CUPED ratio',
  truth: 0.3,
  experiment: (factor, uniform) => {
    const arm = (f: number) =>
      jointMoments(
        draw(UNITS, () => {
          const rate = 0.3 * (uniform() < 0.5 ? 0.15 : 1.85);
          const count = (sessions: number, p: number) =>
            draw(sessions, () => uniform() < p).filter(Boolean).length;
          const [before, now] = [1 + poisson(3, uniform), 1 + poisson(3, uniform)];
          return [count(now, f * rate), now, count(before, rate), before];
        }),
      );
    return covariateAdjustedEffect({
      control: arm(1),
      treatment: arm(factor),
      metric: { kind: 'ratio', numerator: 0, denominator: 1 },
      covariates: [{ kind: 'ratio', numerator: 2, denominator: 3 }],
      alphaTwoSided,
    });
  },
};

/** The cap is so high that scaling the arm moves it along: the truth is checked without an effect only. */
const winsorised: MetricKind = {
  name: 'winsorised mean',
  truth: NaN,
  experiment: (factor, uniform) =>
    winsorisedEffect({
      control: draw(UNITS, () => logNormal(uniform, 1)),
      treatment: draw(UNITS, () => factor * logNormal(uniform, 1)),
      capQuantile: 0.99,
      alphaTwoSided,
    }),
};

export const METRIC_KINDS: readonly MetricKind[] = [
  meanOf('mean', 1, (factor, uniform) => factor * exponential(uniform)),
  meanOf('count', 2, (factor, uniform) => poisson(2 * factor, uniform)),
  proportion,
  ratio,
  ninetiethPercentile,
  medianOfEvents,
  ninetiethPercentileOfEvents,
  cuped,
  cupedRatio,
  winsorised,
  {
    ...meanOf('skewed revenue', 0.05 * Math.exp(0.5 * 1.5 ** 2), (factor, uniform) =>
      uniform() < 0.05 ? factor * logNormal(uniform, 1.5) : 0,
    ),
    upperBandOnly: true,
  },
];

export const covers = (interval: Interval, truth: number): boolean =>
  interval.lower <= truth && truth <= interval.upper;
