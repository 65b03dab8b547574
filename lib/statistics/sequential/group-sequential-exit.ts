import { exactNormalSf } from '../distributions/exact-normal';
import { blurredDensity, integrate, kernelReach, type SubDensity } from './group-sequential-density';

/** Chance that a path which has gone on so far lies above `score` at the next look's information. */
export function exitProbability(density: SubDensity, information: number, score: number): number {
  const deviation = Math.sqrt(information - density.information);
  const reach = kernelReach(deviation, information, score);
  const at = (s: number): number => exactNormalSf((score - s) / deviation);
  // Above the reach the increment cannot bring the path back below: the kernel is 1, as smooth as can be.
  return integrate(density, {
    at,
    deviation,
    lower: score - reach,
    upper: Infinity,
    flatFrom: score + reach,
  });
}

const RELATIVE_TOLERANCE = 1e-13;
const MAX_STEPS = 200;

/**
 * The score above which exactly `probability` of the paths stop at this look.
 *
 * Newton's method on the logarithm of the exit probability. Cutting and blurring a normal density keep it
 * log-concave (Prekopa), so its survival function is log-concave too: from the right every step lands between the
 * root and the last point. Where the probability underflows the bracket is halved instead.
 */
export function scoreExceededWith(
  density: SubDensity,
  information: number,
  probability: number,
  start: number,
): number {
  const target = Math.log(probability);
  let low = -Infinity;
  let high = Infinity;
  let score = start;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const exit = exitProbability(density, information, score);
    const excess = Math.log(exit) - target;
    if (excess === 0) return score;
    if (excess > 0) low = score;
    else high = score;
    const proposed = score + (excess * exit) / blurredDensity(density, information, score);
    const next = within(proposed, low, high, Math.sqrt(information));
    if (Math.abs(next - score) <= RELATIVE_TOLERANCE * Math.sqrt(information)) return next;
    score = next;
  }
  return score;
}

/** The proposal if it falls inside the bracket, else the bracket's middle, stepping outwards where it is open. */
function within(proposed: number, low: number, high: number, deviation: number): number {
  if (proposed > low && proposed < high) return proposed;
  if (low === -Infinity) return high - 4 * deviation;
  if (high === Infinity) return low + 4 * deviation;
  return (low + high) / 2;
}
