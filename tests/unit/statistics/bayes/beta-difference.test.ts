import { describe, expect, it } from 'vitest';
import { betaDifferenceInterval } from '@/lib/statistics';
import { cannotSay } from '@/lib/statistics/outcome';
import { valueOf } from '../../../support/outcomes';

describe('the credible interval of a difference of proportions', () => {
  const prior = [1, 1] as const;
  it.each([
    // Quadrature and root search of scipy 1.17.1.
    [{ n: 10, successes: 0 }, { n: 12, successes: 3 }, [-0.07201926588770685, 0.48204489662467964]],
    [{ n: 100, successes: 12 }, { n: 100, successes: 18 }, [-0.03999898521622404, 0.15856173677754518]],
  ] as const)('of %o and %o is equal-tailed', (control, treatment, [lower, upper]) => {
    const interval = valueOf(betaDifferenceInterval({ control, treatment, prior, level: 0.95 }));
    expect(interval.lower).toBeCloseTo(lower, 9);
    expect(interval.upper).toBeCloseTo(upper, 9);
  });
  it('of nothing but the prior is that of two uniform proportions', () => {
    const none = { n: 0, successes: 0 };
    const { lower, upper } = valueOf(
      betaDifferenceInterval({ control: none, treatment: none, prior, level: 0.95 }),
    );
    expect(upper).toBeCloseTo(1 - Math.sqrt(0.05), 4);
    expect(lower).toBeCloseTo(-upper, 9);
  });
  it('refuses a level that is none, and arms that are none', () => {
    const arm = { n: 10, successes: 2 };
    expect(betaDifferenceInterval({ control: arm, treatment: arm, prior, level: 1 })).toEqual(
      cannotSay('invalid-input', 'level must lie strictly between 0 and 1.'),
    );
    expect(
      betaDifferenceInterval({ control: { n: 1, successes: 2 }, treatment: arm, prior, level: 0.9 }),
    ).toEqual(cannotSay('invalid-input', 'control has more successes than units.'));
  });
});
