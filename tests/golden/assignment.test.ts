import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { compile } from '../../lib/assignment/compile';
import { murmur3OfBytes } from '../support/murmur3-reference';

// Read as a file: the vectors hold lone surrogates, which a bundler's JSON import refuses.
const golden = z
  .object({
    experiments: z.array(z.object({ salt: z.string(), coverage: z.number(), weights: z.array(z.number()) })),
    vectors: z.array(
      z.object({
        experiment: z.number(),
        unit: z.string(),
        coverageHash: z.number(),
        variantHash: z.number(),
        variantIndex: z.number().nullable(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('assignment.json', import.meta.url), 'utf8')));

const encoder = new TextEncoder();
const hashOf = (unit: string, salt: string) =>
  murmur3OfBytes(encoder.encode(unit), murmur3OfBytes(encoder.encode(salt), 0));

/** The variant by exact arithmetic: weights as whole billionths, so that nothing is rounded on the way. */
function variantOf(hash: number, weights: readonly number[]): number {
  const billionths = weights.map((weight) => BigInt(Math.round(weight * 1e9)));
  const total = billionths.reduce((sum, weight) => sum + weight, 0n);
  let sum = 0n;
  return billionths.findIndex((weight) => {
    sum += weight;
    return BigInt(hash) * total < sum * 2n ** 32n;
  });
}

describe('golden assignment vectors', () => {
  const compiled = golden.experiments.map(({ salt, coverage, weights }) =>
    compile({
      key: 'golden',
      run: 1,
      salt,
      coverage,
      targeting: { all: [] },
      variants: weights.map((weight, position) => ({ key: `v${position}`, value: position, weight })),
    }),
  );

  test('there are 500, and every shape of id reaches a variant', () => {
    expect(golden.vectors).toHaveLength(500);
    expect(golden.vectors.filter((vector) => vector.variantIndex === null).length).toBeGreaterThan(100);
  });

  test('assignment gives each of them, still', () => {
    for (const vector of golden.vectors) {
      const { variantIndex } = compiled[vector.experiment]?.assign(vector.unit, {}, { nowMs: 0 }) ?? {};
      expect(variantIndex, JSON.stringify(vector)).toBe(vector.variantIndex);
    }
  });

  test('an independent BigInt implementation over TextEncoder bytes gives each of them', () => {
    for (const vector of golden.vectors) {
      const { salt, coverage, weights } = golden.experiments[vector.experiment] ?? {
        salt: '',
        coverage: 0,
        weights: [],
      };
      const coverageHash = hashOf(vector.unit, `${salt}/coverage`);
      const variantHash = hashOf(vector.unit, `${salt}/variant`);
      expect([coverageHash, variantHash]).toEqual([vector.coverageHash, vector.variantHash]);
      const covered = coverageHash / 2 ** 32 < coverage;
      expect(covered ? variantOf(variantHash, weights) : null).toBe(vector.variantIndex);
    }
  });
});
