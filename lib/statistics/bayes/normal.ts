import { normalCdf, normalIsf } from '../distributions/normal';
import { normalUnitLoss } from '../distributions/normal-loss';
import type { Interval } from '../effect';
import { firstRefusal, requireFinite, requireFraction, requirePositive } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';

export interface NormalPosteriorInput {
  /** Treatment minus control, in the metric's unit. */
  readonly difference: number;
  readonly standardError: number;
  readonly priorMean: number;
  /** Infinity is the flat prior. */
  readonly priorStandardDeviation: number;
  /** Probability of the credible interval, such as 0.95. */
  readonly level: number;
}

export interface NormalPosterior {
  readonly posteriorMean: number;
  readonly posteriorStandardDeviation: number;
  /** P(difference > 0), whatever direction is the good one. */
  readonly chanceToBeatControl: number;
  /** Expected loss, in the metric's unit, of choosing the treatment (control) where greater is better. */
  readonly expectedLossOfTreatment: number;
  readonly expectedLossOfControl: number;
  /** Equal-tailed credible interval of the difference. */
  readonly interval: Interval;
}

/**
 * Posterior of the difference under a normal prior and a normal likelihood (conjugate). A view, not a stopping rule: a
 * flat prior that is looked at often makes many false calls. A standard error of 0 is refused.
 * Source: Gelman et al. (2013), "Bayesian Data Analysis", eq. 2.11-2.12; the loss is Raiffa and Schlaifer (1961), 5.4.
 */
export function normalPosterior(input: NormalPosteriorInput): Outcome<NormalPosterior> {
  const { difference, standardError, priorMean, priorStandardDeviation, level } = input;
  const refusal = firstRefusal(
    requireFinite('difference', difference),
    requirePositive('standardError', standardError),
    requireFinite('priorMean', priorMean),
    priorStandardDeviation === Infinity
      ? undefined
      : requirePositive('priorStandardDeviation', priorStandardDeviation),
    requireFraction('level', level),
  );
  if (refusal !== undefined) return refusal;
  // Squares of ratios, never of the figures themselves: neither tiny nor huge units leave float64.
  const weightOfPrior = 1 / (1 + (priorStandardDeviation / standardError) ** 2);
  const weightOfData = 1 / (1 + (standardError / priorStandardDeviation) ** 2);
  const mean = difference * weightOfData + priorMean * weightOfPrior;
  const deviation = standardError * Math.sqrt(weightOfData);
  const z = mean / deviation;
  const reach = normalIsf((1 - level) / 2) * deviation;
  const posterior = {
    posteriorMean: mean,
    posteriorStandardDeviation: deviation,
    chanceToBeatControl: normalCdf(z),
    expectedLossOfTreatment: deviation * normalUnitLoss(z),
    expectedLossOfControl: deviation * normalUnitLoss(-z),
    interval: { lower: mean - reach, upper: mean + reach },
  };
  const figures = [z, posterior.expectedLossOfTreatment, posterior.expectedLossOfControl];
  if (![...figures, posterior.interval.lower, posterior.interval.upper].every(Number.isFinite))
    return cannotSay('not-computable', 'figures-too-large');
  return say(posterior);
}
