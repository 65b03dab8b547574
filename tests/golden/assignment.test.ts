import { describe, expect, test } from 'vitest';
import { forcedHashes, seedFor, type Purpose } from '../../lib/assignment/buckets';
import { murmur3 } from '../../lib/assignment/murmur3';
import { isStorable, readGoldenAssignment } from '../support/golden-assignment';
import { murmur3OfBytes } from '../support/murmur3-reference';
import { compile } from '../support/assignable';

const golden = readGoldenAssignment();

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

  test('there are 500 that any API and database takes, 100 that not, and every shape of id reaches a variant', () => {
    expect(golden.vectors).toHaveLength(600);
    expect(golden.vectors.filter(isStorable)).toHaveLength(500);
    expect(golden.vectors.filter((vector) => vector.variantIndex === null).length).toBeGreaterThan(100);
  });

  test('assignment gives each of them, still', () => {
    for (const vector of golden.vectors) {
      const { variantIndex } = compiled[vector.experiment]?.assign(vector.unit, {}, { nowMs: 0 }) ?? {};
      expect(variantIndex, JSON.stringify(vector)).toBe(vector.variantIndex);
    }
  });

  test('each purpose has the hash of its own that every implementation gives it', () => {
    for (const { experiment, unit, ...hashes } of golden.vectors) {
      const { salt } = golden.experiments[experiment] ?? { salt: '' };
      const of = (purpose: Purpose) => murmur3(unit, seedFor(salt, purpose));
      expect([
        of('coverage'),
        of('variant'),
        of('layer'),
        of('holdout'),
        forcedHashes(salt, unit).hash,
      ]).toEqual([
        hashes.coverageHash,
        hashes.variantHash,
        hashes.layerHash,
        hashes.holdoutHash,
        hashes.forcedHash,
      ]);
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
      const otherHashes = ['layer', 'holdout', 'forced'].map((purpose) =>
        hashOf(vector.unit, `${salt}/${purpose}`),
      );
      expect(otherHashes).toEqual([vector.layerHash, vector.holdoutHash, vector.forcedHash]);
      const covered = coverageHash / 2 ** 32 < coverage;
      expect(covered ? variantOf(variantHash, weights) : null).toBe(vector.variantIndex);
    }
  });
});
