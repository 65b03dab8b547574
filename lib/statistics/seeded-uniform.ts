/**
 * The project's own seeded generator for simulations: xoshiro128** (Blackman & Vigna 2018) seeded by splitmix32, 53 bits
 * a draw, in [0, 1). The same seed gives the same numbers on every machine; each `stream` of a seed is another sequence.
 */
export function seededUniform(seed: number, stream?: number): () => number {
  const state = mixedWords(seed);
  if (stream !== undefined)
    mixedWords(stream ^ STREAMS).forEach((word, i) => (state[i] = (state[i] ?? 0) + word));
  const next = (): number => nextUint32(state);
  return () => ((next() >>> 5) * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
}

/** Keeps the words of a stream apart from those of a seed of the same number. */
const STREAMS = 0x5851f42d;

function mixedWords(seed: number): Uint32Array {
  const words = new Uint32Array(4);
  let mixed = seed >>> 0;
  for (let i = 0; i < 4; i += 1) {
    mixed = (mixed + 0x9e3779b9) >>> 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    words[i] = z ^ (z >>> 16);
  }
  return words;
}

function nextUint32(state: Uint32Array): number {
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
  const product = Math.imul(s1, 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
  const s2Next = s2 ^ s0;
  const s3Next = s3 ^ s1;
  state[1] = s1 ^ s2Next;
  state[0] = s0 ^ s3Next;
  state[2] = s2Next ^ (s1 << 9);
  state[3] = (s3Next << 11) | (s3Next >>> 21);
  return result;
}
