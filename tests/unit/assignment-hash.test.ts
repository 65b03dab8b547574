import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { murmur3 } from '../../lib/assignment/murmur3';
import { murmur3OfBytes } from '../support/murmur3-reference';

describe('murmur3', () => {
  // Values of the C++ reference implementation (SMHasher, MurmurHash3_x86_32) as published for ports to check.
  test.each([
    ['', 0, 0],
    ['', 1, 0x514e28b7],
    ['', 0xffffffff, 0x81f16f39],
    ['\0\0\0\0', 0, 0x2362f9de],
    ['aaaa', 0x9747b28c, 0x5a97808a],
    ['aaa', 0x9747b28c, 0x283e0130],
    ['aa', 0x9747b28c, 0x5d211726],
    ['a', 0x9747b28c, 0x7fa09ea6],
    ['abcd', 0x9747b28c, 0xf0478627],
    ['Hello, world!', 0x9747b28c, 0x24884cba],
    ['ππππππππ', 0x9747b28c, 0xd58063c1],
    ['The quick brown fox jumps over the lazy dog', 0x9747b28c, 0x2fa826cd],
  ])('of %j with seed %i is the published value', (text, seed, expected) => {
    expect(murmur3(text, seed)).toBe(expected);
  });

  test('of any text is that of its UTF-8 bytes, as an independent implementation computes it', () => {
    const anyText = fc.string({
      unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      maxLength: 40,
    });
    const mixedText = fc.string({ unit: 'binary', maxLength: 40 });
    const text = fc.oneof(anyText, mixedText, fc.string({ unit: 'grapheme' }), fc.string());
    const seed = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(text, seed, (given, seeded) => {
        expect(murmur3(given, seeded)).toBe(murmur3OfBytes(new TextEncoder().encode(given), seeded));
      }),
      { numRuns: 2000, seed: 14 },
    );
  });

  test('of a text that is asked for in a row, with others between, is the same each time', () => {
    const text = fc.constantFrom(
      '',
      'u',
      'user',
      'user-1',
      'user-12',
      'user-ü',
      'ü',
      'user-\ud800',
      '\u00c3\u00bc',
    );
    const asked = fc.array(fc.tuple(text, fc.integer({ min: 0, max: 0xffffffff })), {
      minLength: 2,
      maxLength: 20,
    });
    fc.assert(
      fc.property(asked, (all) => {
        for (const [given, seeded] of all) {
          expect(murmur3(given, seeded)).toBe(murmur3OfBytes(new TextEncoder().encode(given), seeded));
        }
      }),
      { numRuns: 500, seed: 15 },
    );
  });

  test('takes a lone surrogate for U+FFFD', () => {
    expect(murmur3('a\ud800b', 7)).toBe(murmur3('a\ufffdb', 7));
    expect(murmur3('\udc00', 7)).toBe(murmur3('\ufffd', 7));
  });
});
