import { chiSquaredSf } from '../distributions/chi-squared';
import { normalIsf } from '../distributions/normal';
import type { Interval } from '../effect';
import { logEstimate, refuseNoRelativeVariance, requireFarAboveZero } from '../effects/log-scale';
import { meanEstimate, requireMoments } from '../effects/mean';
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
  /**
   * One plus the relative effect of the first treatment with the second on, over the same with the second off: 1 where the
   * relative effect does not depend on the other; symmetric in the two.
   */
  readonly ratio: number;
  /** Of the ratio. */
  readonly interval: Interval;
  /** The natural logarithm of the ratio, with its standard error. */
  readonly logRatioOfRatios: number;
  readonly standardError: number;
  /** Wald statistic (logarithm / standard error)^2, chi-squared with one degree of freedom. */
  readonly statistic: number;
  readonly pTwoSided: number;
}

/**
 * Interaction of two overlapping experiments on one metric, on the relative scale:
 * ln(both / secondOnly) - ln(firstOnly / neither), Wald test and normal interval, two-sided. Two treatments of +10 % each that
 * make +21 % together do not interact. Units enter by the pair of variants they saw. Refused: a cell below two units, a cell
 * whose mean is not 5 standard errors above 0, and four cells without variance.
 * Source: Wald (1943); the contrast is that of a 2 x 2 factorial, Montgomery (2017), "Design and Analysis of Experiments", 6.2, of
 * logarithms, whose variances are the delta method's.
 */
export function interactionTest(input: InteractionInput): Outcome<Interaction> {
  const { neither, firstOnly, secondOnly, both, alphaTwoSided } = input;
  const named = Object.entries({ neither, firstOnly, secondOnly, both });
  const refusal = firstRefusal(
    requireFraction('alphaTwoSided', alphaTwoSided),
    ...named.map(([name, cell]) => requireMoments(name, cell)),
    ...named.map(([name, cell]) => requireFarAboveZero(name, meanEstimate(cell))),
  );
  if (refusal !== undefined) return refusal;
  const logOf = (cell: Moments) => logEstimate(meanEstimate(cell));
  const cells = [neither, firstOnly, secondOnly, both].map(logOf);
  const standardError = Math.sqrt(cells.reduce((sum, cell) => sum + cell.samplingVariance, 0));
  const noVariance = refuseNoRelativeVariance(
    standardError,
    cells.map(({ estimate }) => estimate),
  );
  if (noVariance !== undefined) return noVariance;
  const logRatioOfRatios =
    logOf(both).estimate - logOf(secondOnly).estimate - (logOf(firstOnly).estimate - logOf(neither).estimate);
  const statistic = (logRatioOfRatios / standardError) ** 2;
  const reach = normalIsf(alphaTwoSided / 2) * standardError;
  const ratio = Math.exp(logRatioOfRatios);
  const interval = { lower: Math.exp(logRatioOfRatios - reach), upper: Math.exp(logRatioOfRatios + reach) };
  if (![statistic, ratio, interval.upper].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  return say({
    ratio,
    interval,
    logRatioOfRatios,
    standardError,
    statistic,
    pTwoSided: chiSquaredSf(statistic, 1),
  });
}
