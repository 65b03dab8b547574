const LARGEST_STEPS = 100;
const RELATIVE_TOLERANCE = 1e-12;

/** An argument and the function there. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * Where the increasing function f is 0, on the whole line; NaN where no such place is found. The bracket around `start` grows by
 * doubling from `scale`, which is also the unit of the tolerance; then false position with halved weights (Illinois), which is fast
 * where f is nearly straight. Source: Dowell & Jarratt, BIT 11 (1971) 168-174.
 */
export function rootOfIncreasing(f: (x: number) => number, start: number, scale: number): number {
  const low = outwards(f, start, -scale, (y) => y <= 0);
  const high = outwards(f, start, scale, (y) => y >= 0);
  return low === null || high === null ? NaN : between(f, low, high, RELATIVE_TOLERANCE * scale);
}

function outwards(
  f: (x: number) => number,
  start: number,
  step: number,
  isEnough: (y: number) => boolean,
): Point | null {
  for (let doubling = 0; doubling < LARGEST_STEPS; doubling += 1) {
    const x = start + step * 2 ** doubling;
    const y = f(x);
    if (isEnough(y)) return { x, y };
  }
  return null;
}

function between(f: (x: number) => number, from: Point, to: Point, tolerance: number): number {
  let [low, high] = [from, to];
  let lastMoved: 'low' | 'high' | null = null;
  for (let step = 0; step < LARGEST_STEPS && high.x - low.x > tolerance; step += 1) {
    if (low.y === 0) return low.x;
    if (high.y === 0) return high.x;
    const x = low.x + (high.x - low.x) * (low.y / (low.y - high.y));
    // So near one end that no other number lies between: the root is there, however far the other end is.
    if (x <= low.x) return low.x;
    if (x >= high.x) return high.x;
    if (Number.isNaN(x)) return NaN;
    const y = f(x);
    if (y <= 0) {
      low = { x, y };
      if (lastMoved === 'low') high = { ...high, y: high.y / 2 };
      lastMoved = 'low';
    } else {
      high = { x, y };
      if (lastMoved === 'high') low = { ...low, y: low.y / 2 };
      lastMoved = 'high';
    }
  }
  return (low.x + high.x) / 2;
}
