/** Number of different hashes: 2^32. Bucket boundaries run from 0 to this, the end included. */
export const HASH_COUNT = 2 ** 32;

const FIRST_FACTOR = 0xcc9e2d51;
const SECOND_FACTOR = 0x1b873593;
const REPLACEMENT_CODE_POINT = 0xfffd;

function scramble(block: number): number {
  const product = Math.imul(block, FIRST_FACTOR);
  return Math.imul((product << 15) | (product >>> 17), SECOND_FACTOR);
}

function absorb(hash: number, block: number): number {
  const mixed = hash ^ scramble(block);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(hash: number, byteCount: number): number {
  let mixed = hash ^ byteCount;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function utf8Width(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** The UTF-8 bytes of a code point in one number, the first byte lowest: the order in which the hash reads them. */
function utf8Packed(codePoint: number, width: number): number {
  if (width === 1) return codePoint;
  const last = 0x80 | (codePoint & 0x3f);
  if (width === 2) return 0xc0 | (codePoint >>> 6) | (last << 8);
  const middle = 0x80 | ((codePoint >>> 6) & 0x3f);
  if (width === 3) return 0xe0 | (codePoint >>> 12) | (middle << 8) | (last << 16);
  const second = 0x80 | ((codePoint >>> 12) & 0x3f);
  return 0xf0 | (codePoint >>> 18) | (second << 8) | (middle << 16) | (last << 24);
}

/**
 * MurmurHash3 (x86, 32 bit) of the text's UTF-8 bytes: an integer from 0 to 2^32 - 1. A lone surrogate counts as
 * U+FFFD, which is what TextEncoder makes of it, so every implementation that hashes bytes agrees.
 *
 * Murmur, because it passes both tests that assignment needs: each experiment's split is uniform, and any two
 * experiments' splits are independent. FNV-1a passes the first alone. No byte array is made on the way.
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0;
  let index = 0;
  // Nearly all ids are ASCII, where four characters are one block.
  for (; index + 4 <= text.length; index += 4) {
    const first = text.charCodeAt(index);
    const second = text.charCodeAt(index + 1);
    const third = text.charCodeAt(index + 2);
    const fourth = text.charCodeAt(index + 3);
    if ((first | second | third | fourth) > 0x7f) break;
    hash = absorb(hash, first | (second << 8) | (third << 16) | (fourth << 24));
  }
  let byteCount = index;
  let block = 0;
  while (index < text.length) {
    let codePoint = text.codePointAt(index) ?? REPLACEMENT_CODE_POINT;
    index += codePoint > 0xffff ? 2 : 1;
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) codePoint = REPLACEMENT_CODE_POINT;
    const width = utf8Width(codePoint);
    const packed = utf8Packed(codePoint, width);
    const filled = byteCount & 3;
    block |= packed << (filled * 8);
    if (filled + width >= 4) {
      hash = absorb(hash, block);
      // A shift by 32 would be a shift by 0.
      block = filled === 0 ? 0 : packed >>> ((4 - filled) * 8);
    }
    byteCount += width;
  }
  if ((byteCount & 3) !== 0) hash ^= scramble(block);
  return finish(hash, byteCount);
}
