import { normalSf } from '../distributions/normal';
import { firstDensity, integrate, nextDensity, type SubDensity } from './group-sequential-density';

/** One look of a test that stops above one bound and below another, in standard errors; Infinity: it does not stop there. */
export interface StoppingLook {
  readonly information: number;
  readonly above: number;
  readonly below: number;
}

/** A look with the density of the paths that reached it; null: no look before could stop any. */
interface ReachedLook extends StoppingLook {
  readonly reached: SubDensity | null;
}

/** A path beyond this many standard deviations is one of 1e19. */
const NEGLIGIBLE_Z = 9;
/** Beyond this many the normal density is no float64 any more. */
const LARGEST_Z = 37;

/**
 * Chance that a path with the drift stops above at a look before the last one of `looks`, or is at or above `score` at the last one;
 * as a function of the drift, the mean of the score at information 1. In the stagewise ordering that is the chance of an
 * outcome at least as high. `largestDrift`: of the drifts that it is asked with, about.
 */
export function chanceOfHigher(
  looks: readonly StoppingLook[],
  score: number,
  largestDrift: number,
): (drift: number) => number {
  const reached = reachedLooks(looks, largestDrift);
  return (drift) =>
    reached.reduce((sum, look, index) => {
      const isLast = index === reached.length - 1;
      const from = isLast ? score : look.above * Math.sqrt(look.information);
      return from < Infinity ? sum + chanceAbove(look, from, drift) : sum;
    }, 0);
}

function reachedLooks(looks: readonly StoppingLook[], largestDrift: number): readonly ReachedLook[] {
  let density: SubDensity | null = null;
  return looks.map((look, index) => {
    const reached = density;
    const next = looks[index + 1]?.information;
    const stops = look.above < Infinity || look.below < Infinity;
    // A look that stops nothing cuts no path: the next one goes on from the density before it.
    if (stops && next !== undefined) density = densityAfter({ ...look, reached }, next, largestDrift);
    return { ...look, reached };
  });
}

function densityAfter(
  { information, above, below, reached }: ReachedLook,
  next: number,
  drift: number,
): SubDensity {
  const deviation = Math.sqrt(information);
  // With a drift the paths lie elsewhere than without: what is kept must hold them all.
  const widest = Math.min(NEGLIGIBLE_Z + Math.abs(drift) * deviation, LARGEST_Z);
  const region = { lower: -Math.min(below, widest) * deviation, upper: Math.min(above, widest) * deviation };
  return reached === null
    ? firstDensity(information, region, next)
    : nextDensity(reached, information, region, next);
}

function chanceAbove({ information, reached }: ReachedLook, score: number, drift: number): number {
  if (reached === null) return normalSf((score - drift * information) / Math.sqrt(information));
  const more = information - reached.information;
  const deviation = Math.sqrt(more);
  // The paths' likelihood ratio turns the density without an effect into that under the drift.
  const at = (s: number): number =>
    Math.exp(drift * s - (drift * drift * reached.information) / 2) *
    normalSf((score - s - drift * more) / deviation);
  const finest = Math.min(deviation, 1 / Math.max(Math.abs(drift), 1));
  return integrate(reached, { at, deviation: finest, lower: -Infinity, upper: Infinity, flatFrom: Infinity });
}
