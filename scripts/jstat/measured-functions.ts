import jstat from 'jstat';
import { betaCdf, betaSf } from '../../lib/statistics/distributions/beta';
import {
  exactChiSquaredCdf,
  exactChiSquaredIsf,
  exactChiSquaredQuantile,
  exactChiSquaredSf,
} from '../../lib/statistics/distributions/exact-chi-squared';
import {
  exactNormalCdf,
  exactNormalIsf,
  exactNormalSf,
} from '../../lib/statistics/distributions/exact-normal';
import { JSTAT_BOUNDS } from '../../lib/statistics/distributions/jstat';
import { studentTCdf, studentTIsf, studentTSf } from '../../lib/statistics/distributions/student-t';
import type { Family, Figure, OutsideFigure } from './outside-figures';

const { normal, studentt, chisquare, beta } = jstat.jStat;
const B = JSTAT_BOUNDS;
const [FEWEST, MOST] = B.chiSquaredDegreesOfFreedom;

type Call = (at: number, a: number, b: number) => number;

/** A function of jstat beside ours. `inBounds` says where jstat answers in the product; without it, nowhere. */
export interface MeasuredFunction {
  readonly family: Family;
  readonly figure: Figure;
  readonly jstat: Call;
  readonly ours: Call;
  readonly inBounds?: (outside: OutsideFigure) => boolean;
  readonly bounds: string;
  /** An everyday argument, for calls per second. */
  readonly everyday: (i: number) => readonly [at: number, a: number, b: number];
}

const manyDegrees = (shape: readonly number[]): boolean => {
  const df = shape[0] ?? NaN;
  return df >= FEWEST && df <= MOST;
};
const normalTail = (o: OutsideFigure): boolean => Math.abs(o.at) <= B.normalTailX;
const normalPoint = (o: OutsideFigure): boolean =>
  o.at >= B.normalQuantileP && 0.5 - o.at >= B.normalQuantileFromMedian;
const chiTail = (o: OutsideFigure): boolean => manyDegrees(o.shape) && o.expected >= B.chiSquaredP;
const chiPoint = (o: OutsideFigure): boolean => manyDegrees(o.shape) && o.at >= B.chiSquaredP;

const tailAt = (i: number): number => ((i % 999) + 1) / 2000;
const xAt = (i: number): number => (i % 4000) / 1000;
const chiBounds = `${FEWEST} to ${MOST} degrees of freedom, tail >= ${B.chiSquaredP}`;
const quantileBounds = `smaller tail >= ${B.normalQuantileP}, p not within ${B.normalQuantileFromMedian} of 1/2`;

export const MEASURED: readonly MeasuredFunction[] = [
  {
    family: 'normal',
    figure: 'cdf',
    jstat: (x) => normal.cdf(x, 0, 1),
    ours: exactNormalCdf,
    inBounds: normalTail,
    bounds: `x from -${B.normalTailX} to ${B.normalTailX}`,
    everyday: (i) => [xAt(i), 0, 0],
  },
  {
    family: 'normal',
    figure: 'sf',
    jstat: (x) => normal.cdf(-x, 0, 1),
    ours: exactNormalSf,
    inBounds: normalTail,
    bounds: `x from -${B.normalTailX} to ${B.normalTailX}`,
    everyday: (i) => [xAt(i), 0, 0],
  },
  {
    family: 'normal',
    figure: 'isf',
    jstat: (p) => -normal.inv(p, 0, 1),
    ours: exactNormalIsf,
    inBounds: normalPoint,
    bounds: quantileBounds,
    everyday: (i) => [tailAt(i), 0, 0],
  },
  {
    family: 'chiSquared',
    figure: 'cdf',
    jstat: (x, df) => chisquare.cdf(x, df),
    ours: exactChiSquaredCdf,
    inBounds: chiTail,
    bounds: chiBounds,
    everyday: (i) => [xAt(i) * 4, 2 + (i % 8), 0],
  },
  {
    family: 'chiSquared',
    figure: 'sf',
    jstat: (x, df) => 1 - chisquare.cdf(x, df),
    ours: exactChiSquaredSf,
    inBounds: chiTail,
    bounds: chiBounds,
    everyday: (i) => [xAt(i) * 4, 2 + (i % 8), 0],
  },
  {
    family: 'chiSquared',
    figure: 'quantile',
    jstat: (p, df) => chisquare.inv(p, df),
    ours: exactChiSquaredQuantile,
    inBounds: chiPoint,
    bounds: chiBounds,
    everyday: (i) => [tailAt(i), 2 + (i % 8), 0],
  },
  {
    family: 'chiSquared',
    figure: 'isf',
    jstat: (p, df) => chisquare.inv(1 - p, df),
    ours: exactChiSquaredIsf,
    inBounds: chiPoint,
    bounds: chiBounds,
    everyday: (i) => [tailAt(i), 2 + (i % 8), 0],
  },
  {
    family: 'studentT',
    figure: 'cdf',
    jstat: (t, df) => studentt.cdf(t, df),
    ours: studentTCdf,
    bounds: 'none',
    everyday: (i) => [xAt(i), 20_000 + i, 0],
  },
  {
    family: 'studentT',
    figure: 'sf',
    jstat: (t, df) => studentt.cdf(-t, df),
    ours: studentTSf,
    bounds: 'none',
    everyday: (i) => [xAt(i), 20_000 + i, 0],
  },
  {
    family: 'studentT',
    figure: 'isf',
    jstat: (p, df) => -studentt.inv(p, df),
    ours: studentTIsf,
    bounds: 'none',
    everyday: (i) => [tailAt(i), 20_000 + i, 0],
  },
  {
    family: 'beta',
    figure: 'cdf',
    jstat: (x, a, b) => beta.cdf(x, a, b),
    ours: betaCdf,
    bounds: 'none',
    everyday: (i) => [tailAt(i) / 5, 100, 1000],
  },
  {
    family: 'beta',
    figure: 'sf',
    jstat: (x, a, b) => 1 - beta.cdf(x, a, b),
    ours: betaSf,
    bounds: 'none',
    everyday: (i) => [tailAt(i) / 5, 100, 1000],
  },
];

/** The figures from outside of one function. */
export function figuresOf(
  measured: MeasuredFunction,
  figures: readonly OutsideFigure[],
): readonly OutsideFigure[] {
  return figures.filter((o) => o.family === measured.family && o.figure === measured.figure);
}

export function callAt(call: Call, { at, shape }: OutsideFigure): number {
  return call(at, shape[0] ?? NaN, shape[1] ?? NaN);
}
