import type { Successes } from '../effects/successes';
import { firstRefusal, requireCount, type Check } from '../input-checks';
import { cannotSay, say, type Outcome } from '../outcome';
import { integrateOverLogit, logDensityAtLogit, logTailsAt, type BetaShapes } from './beta-integrals';

const MOST_UNITS = 1e9;

export interface BetaBinomialInput {
  readonly control: Successes;
  readonly treatment: Successes;
  /** Shapes a and b of the beta prior that both arms share; [1, 1] is uniform. */
  readonly prior: readonly [number, number];
}

export interface BetaBinomialPosterior {
  /** P(treatment proportion > control proportion). */
  readonly chanceToBeatControl: number;
  /** Expected loss, as a fraction, of choosing the treatment (control) where more successes are better. */
  readonly expectedLossOfTreatment: number;
  readonly expectedLossOfControl: number;
  /** Posterior means of the two proportions. */
  readonly control: number;
  readonly treatment: number;
}

function requireSuccesses(name: string, arm: Successes): Check {
  const refusal = firstRefusal(
    requireCount(`${name} n`, arm.n),
    requireCount(`${name} successes`, arm.successes),
  );
  if (refusal !== undefined) return refusal;
  return arm.successes <= arm.n
    ? undefined
    : cannotSay('invalid-input', 'more-successes-than-units', { name });
}

/** Shapes the integration is made for; a prior outside says nothing that these do not. */
function requirePriorShape(name: string, shape: number): Check {
  return shape >= 0.1 && shape <= 1e6
    ? undefined
    : cannotSay('invalid-input', 'prior-shape-out-of-range', { name });
}

/** Arms, priors and sizes for which there is no posterior to integrate. */
export function refuseBetaBinomial({ control, treatment, prior }: BetaBinomialInput): Check {
  return firstRefusal(
    requireSuccesses('control', control),
    requireSuccesses('treatment', treatment),
    requirePriorShape('prior[0]', prior[0]),
    requirePriorShape('prior[1]', prior[1]),
    Math.max(control.n, treatment.n) > MOST_UNITS
      ? cannotSay('not-computable', 'units-too-many-for-beta')
      : undefined,
  );
}

export function posteriorShapes(arm: Successes, prior: readonly [number, number]): BetaShapes {
  return { a: prior[0] + arm.successes, b: prior[1] + arm.n - arm.successes };
}

/** Standard deviation of the logit, roughly: the scale on which a density or a tail changes there. */
const deviationAtLogit = ({ a, b }: BetaShapes): number => Math.min(1, Math.sqrt(1 / a + 1 / b));
const centreAtLogit = ({ a, b }: BetaShapes): number => Math.log(a / b);

/** P(greater > less), over the narrower density: the other one's tail is smooth on its scale. */
function chanceGreater(greater: BetaShapes, less: BetaShapes): number {
  const [atGreater, atLess] = [deviationAtLogit(greater), deviationAtLogit(less)];
  const chance =
    atGreater <= atLess
      ? integrateOverLogit(
          atGreater,
          centreAtLogit(greater),
          [],
          (point) => logDensityAtLogit(greater, point) + logTailsAt(less, point).logLower,
        )
      : integrateOverLogit(
          atLess,
          centreAtLogit(less),
          [],
          (point) => logDensityAtLogit(less, point) + logTailsAt(greater, point).logUpper,
        );
  return Math.min(1, chance);
}

/** E[max(0, greater - less)] = integral of P(less <= x) P(greater > x) dx. */
function expectedExcess(greater: BetaShapes, less: BetaShapes): number {
  const steps = [greater, less].map((shapes) => ({
    position: centreAtLogit(shapes),
    width: deviationAtLogit(shapes),
  }));
  const scale = Math.min(...steps.map(({ width }) => width));
  return integrateOverLogit(scale, centreAtLogit(greater), steps, (point) => {
    const tails = logTailsAt(less, point).logLower + logTailsAt(greater, point).logUpper;
    return tails + Math.log(point.x) + Math.log(point.y);
  });
}

/**
 * Posterior of two proportions under independent beta priors, for counts too small for the normal approximation: chance that
 * the treatment's is greater and the expected loss of either choice, by integration over the logit of the proportion.
 * No unit in an arm leaves its prior. A view, not a stopping rule.
 * Source: Stucchio (2015), "Bayesian A/B testing at VWO", sections 3-5; the posterior is conjugate.
 */
export function betaBinomialPosterior(input: BetaBinomialInput): Outcome<BetaBinomialPosterior> {
  const refusal = refuseBetaBinomial(input);
  if (refusal !== undefined) return refusal;
  const control = posteriorShapes(input.control, input.prior);
  const treatment = posteriorShapes(input.treatment, input.prior);
  const posterior = {
    chanceToBeatControl: chanceGreater(treatment, control),
    expectedLossOfTreatment: expectedExcess(control, treatment),
    expectedLossOfControl: expectedExcess(treatment, control),
    control: control.a / (control.a + control.b),
    treatment: treatment.a / (treatment.a + treatment.b),
  };
  return Object.values(posterior).every(Number.isFinite)
    ? say(posterior)
    : cannotSay('not-computable', 'prior-too-extreme');
}
