import { describe, expect, test } from 'vitest';
import { HASH_COUNT } from '../../lib/assignment/murmur3';
import { coverageBoundary, rangeOf, variantBoundaries } from '../../lib/assignment/buckets';
import type { AssignableExperiment } from '../../lib/assignment/configuration';
import { compile } from '../support/assignable';

const twoVariants = [
  { key: 'control', value: false, weight: 0.5 },
  { key: 'treatment', value: true, weight: 0.5 },
];

function experiment(overrides: Partial<AssignableExperiment>): AssignableExperiment {
  return {
    key: 'e',
    run: 1,
    salt: 's',
    coverage: 1,
    targeting: { all: [] },
    variants: twoVariants,
    ...overrides,
  };
}

const shapes: readonly [string, (index: number) => string][] = [
  ['sequential', (index) => String(index)],
  ['e-mail', (index) => `person.${index}@example.com`],
  ['Unicode', (index) => `användare-${index}-用户`],
  ['uuid', (index) => `${(index * 2654435761) % 2 ** 32}-4f6a-9c1d-${index.toString(16).padStart(12, '0')}`],
];

describe('bucket boundaries', () => {
  test('the last variant with weight ends at exactly 2^32, whatever the weights sum to', () => {
    const tenths = variantBoundaries(Array.from({ length: 10 }, () => 0.1));
    expect(tenths.at(-1)).toBe(HASH_COUNT);
    expect(rangeOf(tenths, HASH_COUNT - 1)).toBe(9);
    const withEmptyEnd = variantBoundaries([0.1, 0.2, 0.7 - 1e-9, 0]);
    expect(rangeOf(withEmptyEnd, HASH_COUNT - 1)).toBe(2);
  });

  test('ranges are half-open: the boundary belongs to the next variant', () => {
    const halves = variantBoundaries([0.5, 0.5]);
    expect(rangeOf(halves, 2 ** 31 - 1)).toBe(0);
    expect(rangeOf(halves, 2 ** 31)).toBe(1);
  });

  test('a variant without weight is never met', () => {
    const { assign } = compile(
      experiment({ variants: [{ key: 'none', value: 0, weight: 0 }, ...twoVariants] }),
    );
    const met = new Set(
      Array.from({ length: 2000 }, (_, index) => assign(String(index), {}, { nowMs: 0 }).variantIndex),
    );
    expect([...met].sort()).toEqual([1, 2]);
  });

  test('coverage 0 lets nobody in and coverage 1 everybody', () => {
    expect(coverageBoundary(0)).toBe(0);
    expect(coverageBoundary(1)).toBe(HASH_COUNT);
  });
});

describe.each(shapes)('units of the shape %s', (_name, unitAt) => {
  const units = Array.from({ length: 20_000 }, (_, index) => unitAt(index));
  const splits = Array.from({ length: 12 }, (_, salt) => {
    const { assign } = compile(experiment({ salt: `salt-${salt}` }));
    return Int8Array.from(units, (unit) => assign(unit, {}, { nowMs: 0 }).variantIndex ?? -1);
  });
  // Five standard deviations of a fair coin tossed once per unit: 264 comparisons stay quiet, a real bias does not.
  const tolerance = (5 * 0.5) / Math.sqrt(units.length);

  test('split uniformly', () => {
    for (const split of splits) {
      const share = split.reduce((sum, variant) => sum + variant, 0) / units.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(tolerance);
    }
  });

  test('split independently in every pair of experiments', () => {
    for (const [index, one] of splits.entries()) {
      for (const other of splits.slice(index + 1)) {
        const agreeing = one.reduce((sum, variant, unit) => sum + (variant === other[unit] ? 1 : 0), 0);
        expect(Math.abs(agreeing / units.length - 0.5)).toBeLessThan(tolerance);
      }
    }
  });

  test('take part independently of the variant they meet', () => {
    const { assign } = compile(experiment({ coverage: 0.5, salt: 'ramp' }));
    const met = units
      .map((unit) => assign(unit, {}, { nowMs: 0 }).variantIndex)
      .filter((variant) => variant !== null);
    const share = met.reduce((sum, variant) => sum + variant, 0) / met.length;
    expect(Math.abs(met.length / units.length - 0.5)).toBeLessThan(tolerance);
    expect(Math.abs(share - 0.5)).toBeLessThan(tolerance * Math.SQRT2);
  });
});

test('ramping up moves nobody who is already in', () => {
  const steps = [0.01, 0.1, 0.5, 0.99, 1].map((coverage) => compile(experiment({ coverage, salt: 'ramp' })));
  for (let index = 0; index < 20_000; index += 1) {
    let met: number | null = null;
    for (const { assign } of steps) {
      const { variantIndex } = assign(`unit-${index}`, {}, { nowMs: 0 });
      if (met !== null) expect(variantIndex).toBe(met);
      met = variantIndex;
    }
    expect(met).not.toBeNull();
  }
});
