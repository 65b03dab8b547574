const MASK = 0xffffffffn;

const rotateLeft = (value: bigint, bits: bigint) => ((value << bits) | (value >> (32n - bits))) & MASK;

const scramble = (block: bigint) => (rotateLeft((block * 0xcc9e2d51n) & MASK, 15n) * 0x1b873593n) & MASK;

/**
 * MurmurHash3 x86 32 written from its description with BigInt over a byte array: slow, and sharing nothing with
 * lib/assignment, so that the two have to agree.
 */
export function murmur3OfBytes(bytes: Uint8Array, seed: number): number {
  let hash = BigInt(seed >>> 0);
  for (let start = 0; start < bytes.length; start += 4) {
    const chunk = bytes.subarray(start, start + 4);
    const block = chunk.reduce((sum, byte, index) => sum | (BigInt(byte) << BigInt(8 * index)), 0n);
    hash ^= scramble(block);
    if (chunk.length === 4) hash = (rotateLeft(hash, 13n) * 5n + 0xe6546b64n) & MASK;
  }
  hash ^= BigInt(bytes.length);
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & MASK;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & MASK;
  return Number(hash ^ (hash >> 16n));
}
