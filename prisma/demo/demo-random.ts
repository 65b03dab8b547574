/** Random numbers for the demo's traffic, the same on every machine: a function of the seed and of nothing else. */
export interface DemoRandom {
  /** Uniform from 0 up to but not with 1. */
  next(): number;
  /** Standard normal. */
  normal(): number;
}

/** Mulberry32: 32 bits of state, plenty for pictures; not for statistics. */
export function demoRandom(seed: number): DemoRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return { next, normal };
}
