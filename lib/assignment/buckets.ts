import { HASH_COUNT, murmur3 } from './murmur3';

/** What a hash decides. Each has a salt of its own, so that the decisions are independent of each other. */
export type Purpose = 'coverage' | 'variant' | 'layer' | 'holdout' | 'forced' | 'forced-check';

/**
 * The seed with which units are hashed for one purpose of one run, layer or holdout. Hashing the salt once and seeding
 * with the result costs a third of hashing salt and unit together each time, and mixes as well.
 */
export function seedFor(salt: string, purpose: Purpose): number {
  return murmur3(`${salt}/${purpose}`, 0);
}

/**
 * How a run's configuration names a unit that is forced into a variant: 64 bits in two halves, so that none of a thousand
 * million others is taken for it. `check` is the half that only those are asked for whose `hash` is the same.
 */
export function forcedHashes(salt: string, unit: string): { readonly hash: number; readonly check: number } {
  return {
    hash: murmur3(unit, seedFor(salt, 'forced')),
    check: murmur3(unit, seedFor(salt, 'forced-check')),
  };
}

/** Units whose hash lies below this take part. Raising the share only adds units: nobody already in leaves. */
export function coverageBoundary(share: number): number {
  return share >= 1 ? HASH_COUNT : Math.round(share * HASH_COUNT);
}

/**
 * Where each variant's half-open range of hashes ends; it begins where the one before ends. The whole range of the hash
 * is used, without a modulo, so no variant is favoured by rounding. The last variant that has any weight ends at exactly
 * 2^32: weights such as ten times 0.1 sum to a little less than 1, and the gap must not leave a unit without a variant.
 */
export function variantBoundaries(weights: readonly number[]): readonly number[] {
  const last = weights.reduce((index, weight, at) => (weight > 0 ? at : index), -1);
  let sum = 0;
  return weights.map((weight, index) => {
    sum += weight;
    return index >= last ? HASH_COUNT : Math.min(Math.round(sum * HASH_COUNT), HASH_COUNT);
  });
}

/** Index of the first range that ends above the hash; a range without width is never chosen. */
export function rangeOf(boundaries: readonly number[], hash: number): number {
  let index = 0;
  while (index < boundaries.length && hash >= (boundaries[index] ?? 0)) index += 1;
  return index;
}
