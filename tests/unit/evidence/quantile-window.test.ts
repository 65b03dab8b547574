import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  changedWindow,
  figuresIn,
  type QuantileWindow,
  type WindowChange,
} from '../../../lib/evidence/postgres/read/incremental/quantile-window';

/** The window of all values from `lower` to `upper`. */
function windowOf(values: readonly number[], lower: number, upper: number): QuantileWindow {
  const inside = values.filter((value) => value >= lower && value <= upper);
  const units = new Map<number, number>();
  for (const value of inside) units.set(value, (units.get(value) ?? 0) + 1);
  const below = values.filter((value) => value < lower).length;
  const counted = [...units].sort(([a], [b]) => a - b);
  return { n: values.length, waiting: 0, below, lower, upper, values: counted };
}

function changeOf(values: readonly number[], { lower, upper }: QuantileWindow): WindowChange {
  const inside = values.filter((value) => value >= lower && value <= upper);
  return { n: values.length, waiting: 0, below: values.filter((value) => value < lower).length, inside };
}

/** Type 7, from all values. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [first = NaN, second = NaN] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return first + (place - Math.floor(place)) * (second - first);
}

const asked = { quantile: 0.5, zTwoSided: 0.4 };
const someValues = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 80 });

describe('a window around a quantile', () => {
  it('gives, after any change, what all values give, or nothing', () => {
    let found = 0;
    fc.assert(
      fc.property(someValues, someValues, fc.integer({ min: 0, max: 9 }), (stays, added, lower) => {
        const removed = added.map((value) => 20 - value);
        const before = windowOf([...stays, ...removed], lower, lower + 8);
        const after = changedWindow(before, changeOf(removed, before), changeOf(added, before));
        const values = [...stays, ...added];
        expect(after).toEqual(windowOf(values, lower, lower + 8));
        const figures = after === null ? null : figuresIn(after, asked);
        if (figures === null) return;
        found += 1;
        const half = (0.4 * 0.5) / Math.sqrt(values.length);
        const from = quantileOf(values, Math.max(0.5 - half, 0));
        const to = quantileOf(values, Math.min(0.5 + half, 1));
        expect(figures).toEqual({
          estimate: quantileOf(values, 0.5),
          lower: from,
          upper: to,
          distinct: new Set(values.filter((value) => value >= from && value <= to)).size,
        });
      }),
      { seed: 11, numRuns: 400 },
    );
    expect(found).toBeGreaterThan(50);
  });

  it('refuses to take out what it does not hold, and has no figure without units or beyond its ends', () => {
    const window = windowOf([1, 2, 2, 3], 1, 3);
    expect(changedWindow(window, changeOf([2, 2, 2], window), changeOf([], window))).toBeNull();
    expect(changedWindow(window, changeOf([0], window), changeOf([], window))).toBeNull();
    expect(figuresIn(windowOf([], 0, 1), asked)).toBeNull();
    expect(figuresIn(windowOf([1, 2, 3, 4, 5, 6, 7], 3, 5), { ...asked, zTwoSided: 2 })).toBeNull();
  });
});
