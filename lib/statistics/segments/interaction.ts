import { chiSquaredSf } from '../distributions/chi-squared';
import { normalIsf } from '../distributions/normal';
import type { Interval } from '../effect';
import { meanEstimate, requireMoments } from '../effects/mean';
import { refuseNoVariance } from '../effects/no-variance';
import { firstRefusal, requireFraction } from '../input-checks';
import type { Moments } from '../moments';
import { cannotSay, say, type Outcome } from '../outcome';

export interface InteractionInput {
  /** Units in control of both experiments. */
  readonly neither: Moments;
  /** Units in the treatment of the first (second) experiment only. */
  readonly firstOnly: Moments;
  readonly secondOnly: Moments;
  readonly both: Moments;
  readonly alphaTwoSided: number;
}

export interface Interaction {
  /** Effect of the first treatment with the second on, minus its effect with the second off; symmetric in the two. */
  readonly difference: number;
  readonly standardError: number;
  /** Wald statistic (difference / standard error)^2, chi-squared with one degree of freedom. */
  readonly statistic: number;
  readonly pTwoSided: number;
  readonly interval: Interval;
}

/**
 * Interaction of two overlapping experiments on one metric: (both - secondOnly) - (firstOnly - neither), in the metric's
 * unit, Wald test and normal interval, two-sided. Units enter by the pair of variants they saw. A cell below two units and
 * four cells without variance are refused.
 * Source: Wald (1943); the contrast is that of a 2 x 2 factorial, Montgomery (2017), "Design and Analysis of Experiments", 6.2.
 */
export function interactionTest(input: InteractionInput): Outcome<Interaction> {
  const { neither, firstOnly, secondOnly, both, alphaTwoSided } = input;
  const refusal = firstRefusal(
    requireFraction('alphaTwoSided', alphaTwoSided),
    requireMoments('neither', neither),
    requireMoments('firstOnly', firstOnly),
    requireMoments('secondOnly', secondOnly),
    requireMoments('both', both),
  );
  if (refusal !== undefined) return refusal;
  const cells = [neither, firstOnly, secondOnly, both].map(meanEstimate);
  const standardError = Math.sqrt(cells.reduce((sum, cell) => sum + cell.samplingVariance, 0));
  const noVariance = refuseNoVariance(
    standardError,
    cells.map(({ estimate }) => estimate),
  );
  if (noVariance !== undefined) return noVariance;
  const difference = both.mean - secondOnly.mean - (firstOnly.mean - neither.mean);
  const statistic = (difference / standardError) ** 2;
  const reach = normalIsf(alphaTwoSided / 2) * standardError;
  const interval = { lower: difference - reach, upper: difference + reach };
  if (![statistic, interval.lower, interval.upper].every(Number.isFinite))
    return cannotSay('not-computable', 'The figures exceed the range of float64; choose another unit.');
  return say({ difference, standardError, statistic, pTwoSided: chiSquaredSf(statistic, 1), interval });
}
