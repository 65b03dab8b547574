import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairsplitError } from '../../../lib/errors';
import { parseJson } from '../../../lib/protocol/parse-json';

const strict = new TextDecoder('utf-8', { fatal: true });

/** What the bytes mean by the platform's own strict decoder. */
function byPlatform(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strict.decode(bytes)) as unknown;
  } catch {
    return 'refused';
  }
}

test('bytes are read as the strict decoder reads them, whatever they are', () => {
  const text = fc.json().map((json) => new TextEncoder().encode(json));
  const marked = text.map((bytes) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes]));
  const honestReplacement = fc.constant(new TextEncoder().encode('"\ufffd"'));
  const broken = fc
    .uint8Array({ minLength: 1, maxLength: 3 })
    .map((more) => Uint8Array.from([0x22, ...more, 0x22]));
  const property = fc.property(fc.oneof(text, marked, honestReplacement, broken), (bytes) => {
    let read: unknown;
    try {
      read = parseJson(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(FairsplitError);
      read = 'refused';
    }
    if (read === 'refused' && isDeep(bytes)) return;
    expect(read).toEqual(byPlatform(bytes));
  });
  fc.assert(property, { numRuns: 5_000, seed: 16 });
});

/** Deeper than we read, which the platform's decoder does not mind. */
function isDeep(bytes: Uint8Array): boolean {
  return bytes.filter((byte) => byte === 0x5b || byte === 0x7b).length > 32;
}
