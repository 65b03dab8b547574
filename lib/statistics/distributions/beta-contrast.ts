import { betaCdf, betaIsf, betaQuantile, betaSf } from './beta';
import { gaussLegendre } from './gauss-legendre';
import { betaLambda, incompleteBetaLogTails, logBetaPower } from './incomplete-beta';

/** Shapes of a beta distribution; with a = 0 all of it lies at 0, with b = 0 at 1. */
export interface ProportionShapes {
  readonly a: number;
  readonly b: number;
}

/** The line (1 + ratio) x + shift: a proportion's value that another is held against. */
export interface Line {
  /** Above -1. */
  readonly ratio: number;
  readonly shift: number;
}

/** Of the density that is integrated over, what lies beyond is below float64's share of the whole. */
const NEGLIGIBLE_TAIL = 1e-17;
const LOG_NEGLIGIBLE = Math.log(1e-24);

export const shapesMean = ({ a, b }: ProportionShapes): number => a / (a + b);
export const shapesVariance = ({ a, b }: ProportionShapes): number =>
  ((a / (a + b)) * (b / (a + b))) / (a + b + 1);

const isPoint = ({ a, b }: ProportionShapes): boolean => a === 0 || b === 0;

function lowerTail(x: number, { a, b }: ProportionShapes): number {
  if (x >= 1) return 1;
  if (x < 0 || b === 0) return 0;
  return a === 0 ? 1 : betaCdf(x, a, b);
}

/** P(X >= x): where all of it lies at one point, that point counts. */
function upperTail(x: number, { a, b }: ProportionShapes): number {
  if (x <= 0) return 1;
  if (x > 1 || a === 0) return 0;
  return b === 0 ? 1 : betaSf(x, a, b);
}

/** The line solved for x. */
const inverse = ({ ratio, shift }: Line): Line => ({
  ratio: -ratio / (1 + ratio),
  shift: -shift / (1 + ratio),
});

const valueAt = ({ ratio, shift }: Line, x: number): number => x + (ratio * x + shift);

/**
 * Shapes that are not at one point are at least 1, so the integrand is smooth to both ends of its range: 48 points have the digits of the
 * double exponential rule's 153 (to 1e-14 at 0 to 199 events among 20 to a million units).
 */
const RULE = gaussLegendre(48);
const NODES = Array.from(RULE.points, (point, index) => ({
  below: (1 + point) / 2,
  above: (1 - point) / 2,
  weight: (RULE.weights[index] ?? 0) / 2,
}));

/** A distribution that is integrated over, and where it begins and ends. */
interface Range {
  readonly shapes: ProportionShapes;
  readonly from: number;
  readonly to: number;
}

function rangeOf(shapes: ProportionShapes): Range {
  const { a, b } = shapes;
  return { shapes, from: betaQuantile(NEGLIGIBLE_TAIL, a, b), to: betaIsf(NEGLIGIBLE_TAIL, a, b) };
}

/**
 * P(one <= (1 + ratio) other + shift) of two independent proportions, as a function of the line: the mean of the wider one's tail over the
 * narrower one, on whose scale it is smooth. Where the line leaves 0 to 1 the tail is certain, and the range ends, so that there is no kink
 * in it. Shapes above 0 have to be at least 1.
 */
export function chanceBelow(one: ProportionShapes, other: ProportionShapes): (line: Line) => number {
  if (isPoint(other)) return (line) => lowerTail(valueAt(line, other.a === 0 ? 0 : 1), one);
  if (isPoint(one)) return (line) => upperTail(valueAt(inverse(line), one.a === 0 ? 0 : 1), other);
  const [ofOne, ofOther] = [rangeOf(one), rangeOf(other)];
  const [varianceOfOne, varianceOfOther] = [shapesVariance(one), shapesVariance(other)];
  return (line) =>
    (1 + line.ratio) * (1 + line.ratio) * varianceOfOther <= varianceOfOne
      ? meanTail(ofOther, one, line, 'lower')
      : meanTail(ofOne, other, inverse(line), 'upper');
}

/** The mean of a tail of `wide` at the line over `narrow`. */
function meanTail(
  { shapes: narrow, from, to }: Range,
  wide: ProportionShapes,
  line: Line,
  side: 'lower' | 'upper',
): number {
  const slope = 1 + line.ratio;
  const [enters, leaves] = [-line.shift / slope, (1 - line.shift) / slope];
  const [low, high] = [Math.max(from, enters), Math.min(to, leaves)];
  const certain = side === 'lower' ? upperTail(leaves, narrow) : lowerTail(enters, narrow);
  if (!(low < high)) return certain;
  const width = high - low;
  // Distances of the line to 0 and to 1 at the ends of the range, each from figures that are exact there.
  const atLow = Math.max(0, valueAt(line, low));
  const atHigh = Math.max(0, 1 - high - (line.ratio * high + line.shift));
  let sum = certain;
  for (const { below, above, weight } of NODES) {
    const [x, y] = [low + width * below, 1 - high + width * above];
    const [value, rest] = [atLow + slope * width * below, atHigh + slope * width * above];
    const power = logBetaPower(narrow.a, narrow.b, x, y, betaLambda(narrow.a, narrow.b, x, y));
    if (power < LOG_NEGLIGIBLE) continue;
    const tails = incompleteBetaLogTails(wide.a, wide.b, value, rest);
    const logTail = side === 'lower' ? tails.logLower : tails.logUpper;
    sum += ((width * weight) / (x * y)) * Math.exp(power + logTail);
  }
  return Math.min(1, sum);
}
