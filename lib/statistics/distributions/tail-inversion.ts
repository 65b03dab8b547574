/** A log-concave density seen at u: the logarithm of the wanted tail and of the density, both in u. */
export interface TailAtPoint {
  readonly logTail: number;
  readonly logDensity: number;
}

const MAXIMUM_STEPS = 400;

/**
 * The u at which an increasing tail reaches exp(logTarget): Newton on the logarithm of the tail. With a log-concave
 * density that logarithm is concave, so Newton approaches from the left without overshooting; a bracket catches the rest.
 */
export function invertLogTail(logTarget: number, start: number, at: (u: number) => TailAtPoint): number {
  let u = start;
  let low = -Infinity;
  let high = Infinity;
  let stride = 1;
  for (let step = 0; step < MAXIMUM_STEPS; step += 1) {
    const { logTail, logDensity } = at(u);
    const excess = logTail - logTarget;
    if (excess > 0) high = u;
    else low = u;
    const newton = u - excess * Math.exp(logTail - logDensity);
    if (Math.abs(newton - u) <= 4e-16 * Math.abs(u)) return newton;
    const next = newton > low && newton < high ? newton : insideBracket(low, high, u, stride);
    if (next === u) return u;
    stride *= 2;
    u = next;
  }
  return u;
}

function insideBracket(low: number, high: number, u: number, stride: number): number {
  if (low === -Infinity) return u - stride;
  if (high === Infinity) return u + stride;
  return (low + high) / 2;
}
