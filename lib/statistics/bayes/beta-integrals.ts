import { gaussLegendre } from '../distributions/gauss-legendre';
import { betaLambda, incompleteBetaLogTails, logBetaPower } from '../distributions/incomplete-beta';
import { meshEdges, type Step } from '../sequential/group-sequential-mesh';

/** Shapes of a beta distribution. */
export interface BetaShapes {
  readonly a: number;
  readonly b: number;
}

interface LogitPoint {
  readonly x: number;
  readonly y: number;
}

function atLogit(u: number): LogitPoint {
  return { x: 1 / (1 + Math.exp(-u)), y: 1 / (1 + Math.exp(u)) };
}

export function logDensityAtLogit({ a, b }: BetaShapes, { x, y }: LogitPoint): number {
  return logBetaPower(a, b, x, y, betaLambda(a, b, x, y));
}

export function logTailsAt(
  { a, b }: BetaShapes,
  { x, y }: LogitPoint,
): {
  readonly logLower: number;
  readonly logUpper: number;
} {
  return incompleteBetaLogTails(a, b, x, y);
}

/** An integral with more steps of its finest scale than this is divided into panels instead. */
const MOST_STEPS = 2_000;
/** Of its peak: what is smaller adds nothing. */
const LOG_NEGLIGIBLE = Math.log(1e-18);
const RULE = gaussLegendre(16);

/**
 * Integral over the logit u of exp(logIntegrand), which must be log-concave in u, as products of beta densities and tails
 * are. The trapezoidal rule outwards from the peak: every term is positive, so that small probabilities keep their digits.
 * Where a narrow arm meets a wide one, its step would be far too fine for the whole range: then panels that narrow towards
 * `steps`, the places where a factor changes quickly.
 */
export function integrateOverLogit(
  scale: number,
  start: number,
  steps: readonly Step[],
  logIntegrand: (point: LogitPoint) => number,
): number {
  const at = (u: number): number => logIntegrand(atLogit(u));
  const summit = climb(at, start, 0.25 * scale);
  const width = Math.min(scale, widthAt(at, summit, 0.02 * scale));
  const step = 0.25 * width;
  const peak = climb(at, summit, step);
  const [from, to] = [edgeOf(at, peak, -step), edgeOf(at, peak, step)];
  if (to - from > MOST_STEPS * step) return sumOfPanels(at, from, to, [...steps, { position: peak, width }]);
  return step * (sumOutwards(at, peak, step) + sumOutwards(at, peak - step, -step));
}

/** A point, in the direction of the step, from which on a log-concave integrand is negligible. */
function edgeOf(at: (u: number) => number, peak: number, step: number): number {
  const floor = at(peak) + LOG_NEGLIGIBLE;
  let distance = step;
  while (at(peak + distance) > floor) distance *= 2;
  return peak + distance;
}

function sumOfPanels(at: (u: number) => number, from: number, to: number, steps: readonly Step[]): number {
  const edges = meshEdges(from, to, 1, 1, steps);
  let sum = 0;
  for (const [index, right] of edges.entries()) {
    const half = (right - (edges[index - 1] ?? right)) / 2;
    for (const [k, point] of RULE.points.entries()) {
      if (half > 0) sum += half * (RULE.weights[k] ?? 0) * Math.exp(at(right - half * (1 - point)));
    }
  }
  return sum;
}

/** Standard deviation of the Gaussian that bends like the integrand: a product is narrower than each of its factors. */
function widthAt(at: (u: number) => number, u: number, distance: number): number {
  const bend = 2 * at(u) - at(u - distance) - at(u + distance);
  return bend > 0 ? distance / Math.sqrt(bend) : Infinity;
}

/** The highest point of a concave function on the lattice start + k step, by strides that double and then halve. */
function climb(at: (u: number) => number, start: number, step: number): number {
  const direction = at(start + step) >= at(start - step) ? step : -step;
  let peak = start;
  let stride = direction;
  while (at(peak + stride) > at(peak)) {
    peak += stride;
    stride *= 2;
  }
  while (Math.abs(stride) >= Math.abs(step)) {
    if (at(peak + stride) > at(peak)) peak += stride;
    else if (at(peak - stride) > at(peak)) peak -= stride;
    else stride /= 2;
  }
  return peak;
}

function sumOutwards(at: (u: number) => number, from: number, step: number): number {
  let sum = 0;
  for (let u = from; ; u += step) {
    const term = Math.exp(at(u));
    sum += term;
    if (term <= 1e-18 * sum) return sum;
  }
}
