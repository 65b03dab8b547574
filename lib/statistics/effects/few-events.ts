import {
  chanceBelow,
  shapesMean,
  shapesVariance,
  type Line,
  type ProportionShapes,
} from '../distributions/beta-contrast';
import { bracketedRoot } from '../distributions/bracketed-root';
import { hypergeometricMidP } from '../distributions/hypergeometric';
import type { Successes } from './successes';

/** Where an arm has fewer events, or fewer units without one, the normal form of its test is not trusted. */
export const FEWEST_EVENTS = 200;

export type Direction = 'greater' | 'less';

export interface ProportionArms {
  readonly control: Successes;
  readonly treatment: Successes;
}

/** Whether an arm has fewer than 200 events, or fewer than 200 units without one. */
export function hasFewEvents({ control, treatment }: ProportionArms): boolean {
  return [control, treatment].some(({ n, successes }) => Math.min(successes, n - successes) < FEWEST_EVENTS);
}

/** One-sided p and ends of intervals at any level, of one test: an end excludes a value exactly where the p against it is below the level. */
export interface FewEventsTest {
  /** Against "the treatment's proportion is at most the control's" ('greater'), or at least it ('less'). */
  readonly p: (direction: Direction) => number;
  /** The same against (1 + ratio) times the control's. */
  readonly pAgainstRatio: (ratio: number, direction: Direction) => number;
  /**
   * The end of the one-sided interval of p1 - (1 + ratio) p0, lower for 'greater', upper for 'less'; `alphaOneSided` below .5.
   */
  readonly end: (
    direction: Direction,
    level: { readonly alphaOneSided: number; readonly ratio?: number },
  ) => number;
  /** The end of the one-sided interval of p1 / p0 - 1; infinite upwards without an event in the control. */
  readonly relativeEnd: (direction: Direction, alphaOneSided: number) => number;
}

/**
 * Two proportions with few events. p is the mid-p of the hypergeometric, and the intervals come from inverting it: its two tails, P(K >= k)
 * and P(K > k), are P(p1 <= p0) under two pairs of beta distributions (the treatment at the lower and the control at the upper one of
 * their Clopper-Pearson distributions, and the other way round), so the mid-p is the mean of the two. Held against p1 = (1 + ratio) p0 +
 * shift in place of p1 = p0 the same mean is the p of a difference, of a ratio and of a margin.
 * Sources: Lancaster (1961), J. Am. Stat. Assoc. 56; Altham (1969), "Exact Bayesian analysis of a 2 x 2 contingency table, and Fisher's
 * 'exact' significance test", J. R. Stat. Soc. B 31.
 */
export function fewEventsTest(arms: ProportionArms): FewEventsTest {
  const sides = { greater: sideOf(arms), less: sideOf({ control: arms.treatment, treatment: arms.control }) };
  // What is less than (1 + ratio) times the other is what the other is more than.
  const ratioOf = (ratio: number, direction: Direction) =>
    direction === 'greater' ? ratio : -ratio / (1 + ratio);
  return {
    p: (direction) => sides[direction].p,
    pAgainstRatio: (ratio, direction) =>
      sides[direction].against({ ratio: ratioOf(ratio, direction), shift: 0 }),
    end: (direction, { alphaOneSided, ratio = 0 }) => {
      const lower = lowerEnd(sides[direction], ratioOf(ratio, direction), alphaOneSided);
      return direction === 'greater' ? lower : -(1 + ratio) * lower;
    },
    relativeEnd: (direction, alphaOneSided) => {
      const lower = lowerRatioEnd(sides[direction], alphaOneSided);
      if (direction === 'greater') return lower;
      return lower === -1 ? Infinity : -lower / (1 + lower);
    },
  };
}

/** The test that the one proportion is greater than the other. */
interface Side {
  readonly p: number;
  readonly against: (line: Line) => number;
  readonly pairs: readonly Pair[];
  /** No event in the one: half of its distribution lies at a ratio of 0. */
  readonly isNone: boolean;
}

interface Pair {
  readonly one: ProportionShapes;
  readonly other: ProportionShapes;
}

function sideOf({ control, treatment }: ProportionArms): Side {
  const lowest = ({ n, successes }: Successes) => ({ a: successes, b: n - successes + 1 });
  const highest = ({ n, successes }: Successes) => ({ a: successes + 1, b: n - successes });
  const pairs = [
    { one: lowest(treatment), other: highest(control) },
    { one: highest(treatment), other: lowest(control) },
  ];
  const chances = pairs.map(({ one, other }) => chanceBelow(one, other));
  const p = hypergeometricMidP({
    events0: control.successes,
    n0: control.n,
    events1: treatment.successes,
    n1: treatment.n,
  });
  return {
    p,
    against: (line) =>
      line.ratio === 0 && line.shift === 0
        ? p
        : chances.reduce((sum, chance) => sum + chance(line), 0) / chances.length,
    pairs,
    isNone: treatment.successes === 0,
  };
}

/** Of an end, in standard deviations; nothing below the last digit of a small proportion can be told apart. */
const PRECISION = 1e-10;
const LAST_DIGIT = 2 ** -60;

function lowerEnd(side: Side, ratio: number, alphaOneSided: number): number {
  // No proportion is less than none: where even that is not excluded, the end lies there.
  const lowest = -(1 + ratio);
  if (side.against({ ratio, shift: lowest }) >= alphaOneSided) return lowest;
  const isBeyond = side.against({ ratio, shift: 0 }) < alphaOneSided;
  const target = Math.log(alphaOneSided);
  const { mean, deviation } = spreadOf(side, ratio);
  const odds = Math.sqrt((1 - alphaOneSided) / alphaOneSided);
  // Cantelli's inequality: every distribution has its quantile between these.
  const [least, most] = [mean - deviation * odds, mean + deviation / odds];
  const bracket = isBeyond
    ? { low: 0, high: Math.max(most, LAST_DIGIT) }
    : { low: Math.min(least, -LAST_DIGIT), high: 0 };
  const precision = Math.max(PRECISION * deviation, LAST_DIGIT);
  return bracketedRoot((shift) => Math.log(side.against({ ratio, shift })) - target, {
    ...bracket,
    precision,
  });
}

/** Mean and standard deviation of the one less (1 + ratio) times the other, of both pairs together. */
function spreadOf({ pairs }: Side, ratio: number): { readonly mean: number; readonly deviation: number } {
  const slope = 1 + ratio;
  const parts = pairs.map(({ one, other }) => ({
    mean: shapesMean(one) - slope * shapesMean(other),
    variance: shapesVariance(one) + slope * slope * shapesVariance(other),
  }));
  const mean = parts.reduce((sum, part) => sum + part.mean, 0) / parts.length;
  const variance =
    parts.reduce((sum, part) => sum + part.variance + (part.mean - mean) ** 2, 0) / parts.length;
  return { mean, deviation: Math.sqrt(variance) };
}

/** How often the reach of a search on the logarithm of the ratio is doubled: from a thousandth to a ratio of e^500. */
const MOST_DOUBLINGS = 19;

function lowerRatioEnd({ p, against, isNone }: Side, alphaOneSided: number): number {
  if (isNone) return -1;
  const isBeyond = p < alphaOneSided;
  const target = Math.log(alphaOneSided);
  const excess = (logRatio: number) => Math.log(against({ ratio: Math.expm1(logRatio), shift: 0 })) - target;
  let reach = 1e-3;
  for (let doubling = 0; doubling < MOST_DOUBLINGS; doubling += 1) {
    if (isBeyond ? excess(reach) >= 0 : excess(-reach) <= 0) break;
    reach *= 2;
  }
  const bracket = isBeyond ? { low: 0, high: reach } : { low: -reach, high: 0 };
  return Math.expm1(bracketedRoot(excess, { ...bracket, precision: PRECISION * reach }));
}
