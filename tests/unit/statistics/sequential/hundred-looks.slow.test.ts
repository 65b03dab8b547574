import { describe, expect, it } from 'vitest';
import { groupSequentialBounds } from '@/lib/statistics/sequential/group-sequential';
import { valueOf } from '@/tests/support/outcomes';

describe('group-sequential bounds of a long plan', () => {
  it('are finite for a hundred looks, and the last is above the fixed one', () => {
    const informationFractions = Array.from({ length: 100 }, (_, i) => (i + 1) / 100);
    for (const spending of ['obrien-fleming', 'pocock', 'power:2'] as const) {
      const found = valueOf(groupSequentialBounds({ informationFractions, spending, alpha: 0.05, sides: 2 }));
      expect(found.every((bound) => Number.isFinite(bound) && bound > 0)).toBe(true);
      expect(found.at(-1)).toBeGreaterThan(1.96);
    }
  });
});
