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

/** One of the UTF-8 bytes of a code point that takes `width` of them; the last is 0. */
function utf8Byte(codePoint: number, width: number, place: number): number {
  const bits = codePoint >>> (6 * place);
  if (place < width - 1) return 0x80 | (bits & 0x3f);
  return width === 1 ? bits : ((0xf00 >> width) & 0xff) | bits;
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
    const width = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    for (let place = width - 1; place >= 0; place -= 1) {
      block |= utf8Byte(codePoint, width, place) << ((byteCount & 3) * 8);
      byteCount += 1;
      if ((byteCount & 3) > 0) continue;
      hash = absorb(hash, block);
      block = 0;
    }
  }
  if ((byteCount & 3) !== 0) hash ^= scramble(block);
  return finish(hash, byteCount);
}
