/** Number of different hashes: 2^32. Bucket boundaries run from 0 to this, the end included. */
export const HASH_COUNT = 2 ** 32;

const FIRST_FACTOR = 0xcc9e2d51;
const SECOND_FACTOR = 0x1b873593;

/** The text that was hashed last, as what no seed changes: its blocks of four bytes, and what is left over, scrambled. */
let known: string | null = null;
const blocks: number[] = [];
let rest = 0;
let byteCount = 0;
/** All its characters, or-ed. */
let seen = 0;

function scramble(block: number): number {
  const product = Math.imul(block, FIRST_FACTOR);
  return Math.imul((product << 15) | (product >>> 17), SECOND_FACTOR);
}

function absorb(hash: number, block: number): number {
  const mixed = hash ^ block;
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}

/** Reads each character as a byte. Returns the hash of the whole blocks. */
function read(bytes: string, seed: number): number {
  let hash = seed;
  let index = 0;
  seen = 0;
  for (; index + 4 <= bytes.length; index += 4) {
    const first = bytes.charCodeAt(index);
    const second = bytes.charCodeAt(index + 1);
    const third = bytes.charCodeAt(index + 2);
    const fourth = bytes.charCodeAt(index + 3);
    seen |= first | second | third | fourth;
    const block = scramble(first | (second << 8) | (third << 16) | (fourth << 24));
    blocks[index >> 2] = block;
    hash = absorb(hash, block);
  }
  let left = 0;
  for (; index < bytes.length; index += 1) {
    const byte = bytes.charCodeAt(index);
    seen |= byte;
    left |= byte << (8 * (index & 3));
  }
  rest = scramble(left);
  byteCount = index;
  return hash;
}

/** The text's UTF-8, one character a byte; half a surrogate pair is U+FFFD. */
function utf8(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, '\ufffd')).replace(/%(..)/g, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

/**
 * MurmurHash3 (x86, 32 bit) of the text's UTF-8 bytes: an integer from 0 to 2^32 - 1. A lone surrogate counts as
 * U+FFFD, which is what TextEncoder makes of it, so every implementation that hashes bytes agrees.
 *
 * Murmur, because it passes both tests that assignment needs: each experiment's split is uniform, and any two
 * experiments' splits are independent. FNV-1a passes the first alone. A unit is read once for all the experiments that are asked
 * about it in a row.
 */
export function murmur3(text: string, seed: number): number {
  let hash = seed | 0;
  if (text === known) {
    for (let index = 0; index < byteCount >> 2; index += 1) hash = absorb(hash, blocks[index] ?? 0);
  } else {
    known = text;
    hash = read(text, hash);
    // Nearly all ids are ASCII.
    if (seen > 0x7f) hash = read(utf8(text), seed | 0);
  }
  hash ^= rest ^ byteCount;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
