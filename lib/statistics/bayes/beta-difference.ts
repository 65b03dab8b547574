import { bracketedRoot } from '../distributions/bracketed-root';
import { betaIsf, betaQuantile, betaSf } from '../distributions/beta';
import { incompleteBetaLogTails } from '../distributions/incomplete-beta';
import { doubleExponentialNodes } from '../distributions/double-exponential';
import type { Interval } from '../effect';
import { firstRefusal, requireFraction } from '../input-checks';
import { say, type Outcome } from '../outcome';
import { posteriorShapes, refuseBetaBinomial, type BetaBinomialInput } from './beta-binomial';
import { logDensityAtLogit, type BetaShapes } from './beta-integrals';

/** Of the density that is integrated over, what lies beyond is below float64's share of the whole. */
const NEGLIGIBLE_TAIL = 1e-17;
/** Of a quantile, in standard deviations of the difference; nothing below the last digit of a proportion can be told apart. */
const PRECISION = 1e-11;
const LAST_DIGIT = 2 ** -52;

const deviationOf = ({ a, b }: BetaShapes): number =>
  Math.sqrt(((a / (a + b)) * (b / (a + b))) / (a + b + 1));
const meanOf = ({ a, b }: BetaShapes): number => a / (a + b);
const mirrored = ({ a, b }: BetaShapes): BetaShapes => ({ a: b, b: a });

/**
 * P(one - other <= d) as a function of d: the mean of the wider one's lower tail over the narrower one, which is smooth on
 * the narrower one's scale. Where the shift carries the wider one beyond 0 or 1 the range ends, so that there is no kink in it.
 */
function lowerTailOfDifference(one: BetaShapes, other: BetaShapes): (d: number) => number {
  // one - other is (1 - other) - (1 - one): whichever is narrower can be made the one that is subtracted.
  const turned = deviationOf(one) < deviationOf(other);
  const wide = turned ? mirrored(other) : one;
  const narrow = turned ? mirrored(one) : other;
  const nodes = doubleExponentialNodes(Math.min(narrow.a, narrow.b));
  const [from, to] = [
    betaQuantile(NEGLIGIBLE_TAIL, narrow.a, narrow.b),
    betaIsf(NEGLIGIBLE_TAIL, narrow.a, narrow.b),
  ];
  return (d) => {
    const low = Math.max(from, -d);
    const high = Math.min(to, 1 - d);
    const certain = d > 0 ? betaSf(1 - d, narrow.a, narrow.b) : 0;
    if (!(low < high)) return certain;
    const width = high - low;
    return nodes.reduce((sum, { below, above, weight }) => {
      const [x, y] = [low + width * below, 1 - high + width * above];
      const density = Math.exp(logDensityAtLogit(narrow, { x, y })) / (x * y);
      const { logLower } = incompleteBetaLogTails(
        wide.a,
        wide.b,
        low + d + width * below,
        1 - d - high + width * above,
      );
      return sum + width * weight * density * Math.exp(logLower);
    }, certain);
  };
}

/**
 * The d below which the difference lies with this probability, found on the logarithm of the tail. It starts from Cantelli's inequality, between whose ends every distribution has the quantile.
 */
function lowerQuantileOfDifference(probability: number, one: BetaShapes, other: BetaShapes): number {
  const tail = lowerTailOfDifference(one, other);
  const target = Math.log(probability);
  const excessAt = (d: number): number => Math.log(tail(d)) - target;
  const deviation = Math.hypot(deviationOf(one), deviationOf(other));
  const difference = meanOf(one) - meanOf(other);
  const odds = Math.sqrt((1 - probability) / probability);
  return bracketedRoot(excessAt, {
    low: Math.max(-1, difference - deviation * odds),
    high: Math.min(1, difference + deviation / odds),
    precision: Math.max(PRECISION * deviation, LAST_DIGIT),
  });
}

/**
 * Equal-tailed credible interval, at probability `level`, of the treatment's proportion minus the control's (a fraction)
 * under independent beta priors, to 1e-10 of the difference's standard deviation or to 1e-15, whichever is more. The refusals are those of `betaBinomialPosterior`.
 * Source: the convolution of two independent posteriors, Gelman et al. (2013), "Bayesian Data Analysis", 2.4 and 3.1.
 */
export function betaDifferenceInterval(
  input: BetaBinomialInput & { readonly level: number },
): Outcome<Interval> {
  const refusal = firstRefusal(requireFraction('level', input.level), refuseBetaBinomial(input));
  if (refusal !== undefined) return refusal;
  const control = posteriorShapes(input.control, input.prior);
  const treatment = posteriorShapes(input.treatment, input.prior);
  const tail = (1 - input.level) / 2;
  const lower = lowerQuantileOfDifference(tail, treatment, control);
  const upper = -lowerQuantileOfDifference(tail, control, treatment);
  return say({ lower, upper: Math.max(lower, upper) });
}
