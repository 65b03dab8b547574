import { betaCdf } from '../distributions/beta';
import type { Interval } from '../effect';
import { requireFraction } from '../input-checks';
import { say, type Outcome } from '../outcome';
import { betaBinomialPosterior, posteriorShapes, type BetaBinomialInput } from './beta-binomial';
import { logDensityAtLogit, type BetaShapes } from './beta-integrals';

interface Node {
  readonly x: number;
  readonly weight: number;
}

/** Nodes over the logit of the control's proportion, dense enough for the kinks that the ends of [0, 1] make. */
function nodesOf(shapes: BetaShapes): readonly Node[] {
  const step = 0.05 * Math.min(1, Math.sqrt(1 / shapes.a + 1 / shapes.b));
  const centre = Math.log(shapes.a / shapes.b);
  const outwards = (direction: 1 | -1): readonly Node[] => {
    const nodes: Node[] = [];
    for (let k = direction > 0 ? 0 : 1; ; k += 1) {
      const u = centre + direction * k * step;
      const point = { x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) };
      const weight = step * Math.exp(logDensityAtLogit(shapes, point));
      if (weight < 1e-13 * step) return nodes;
      nodes.push({ x: point.x, weight });
    }
  };
  const nodes = [...outwards(1), ...outwards(-1)];
  const total = nodes.reduce((sum, node) => sum + node.weight, 0);
  return nodes.map(({ x, weight }) => ({ x, weight: weight / total }));
}

/** The d in [-1, 1] at which an increasing function of d reaches the target: bisection with secant steps (Illinois). */
function solve(target: number, cdf: (d: number) => number): number {
  let [low, high] = [-1, 1];
  let [below, above] = [-target, 1 - target];
  for (let step = 0; step < 100 && high - low > 1e-12; step += 1) {
    const middle = step % 3 === 2 ? (low + high) / 2 : low - (below * (high - low)) / (above - below);
    const excess = cdf(middle) - target;
    if (excess >= 0) [high, above] = [middle, excess];
    else [low, below] = [middle, excess];
  }
  return (low + high) / 2;
}

/**
 * Equal-tailed credible interval, at probability `level`, of the treatment's proportion minus the control's (a fraction)
 * under independent beta priors. To 1e-5 without any unit, where the ends of [0, 1] make the distribution
 * uneven, and 1e-9 from ten units an arm on. The refusals are those of `betaBinomialPosterior`.
 * Source: the convolution of two independent posteriors, Gelman et al. (2013), "Bayesian Data Analysis", 2.4 and 3.1.
 */
export function betaDifferenceInterval(
  input: BetaBinomialInput & { readonly level: number },
): Outcome<Interval> {
  const refusal = requireFraction('level', input.level);
  if (refusal !== undefined) return refusal;
  const posterior = betaBinomialPosterior(input);
  if (!posterior.ok) return posterior;
  const nodes = nodesOf(posteriorShapes(input.control, input.prior));
  const { a, b } = posteriorShapes(input.treatment, input.prior);
  const cdf = (d: number): number =>
    nodes.reduce((sum, { x, weight }) => sum + weight * betaCdf(Math.min(1, Math.max(0, x + d)), a, b), 0);
  const tail = (1 - input.level) / 2;
  return say({ lower: solve(tail, cdf), upper: solve(1 - tail, cdf) });
}
