import { describe, expect, it } from 'vitest';
import { betaBinomialPosterior, betaDifferenceInterval } from '@/lib/statistics';
import { saying, valueOf } from '../../../support/outcomes';

describe('the credible interval of a difference of proportions', () => {
  const prior = [1, 1] as const;
  it.each([
    // Quadrature and root search of scipy 1.17.1.
    [{ n: 10, successes: 0 }, { n: 12, successes: 3 }, [-0.07201926588770685, 0.48204489662467964]],
    [{ n: 100, successes: 12 }, { n: 100, successes: 18 }, [-0.03999898521622404, 0.15856173677754518]],
    // Where an end of [0, 1] cuts the distribution: quadrature of mpmath 1.3 with 25 digits.
    [{ n: 1, successes: 1 }, { n: 10, successes: 0 }, [-0.94764170822933212, -0.054955970750286058]],
    // A uniform proportion minus one of mean 1/2, however narrow that is: uniform again, away from the ends.
    [{ n: 1e9, successes: 5e8 }, { n: 0, successes: 0 }, [-0.475, 0.475]],
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
    expect(upper).toBeCloseTo(1 - Math.sqrt(0.05), 11);
    expect(lower).toBeCloseTo(-upper, 11);
  });
  it('of two large arms is the normal one', () => {
    const arm = { n: 1e9, successes: 5e8 };
    const { lower, upper } = valueOf(
      betaDifferenceInterval({ control: arm, treatment: arm, prior, level: 0.95 }),
    );
    expect(upper / (1.959963984540054 * Math.sqrt(2 * (0.25 / 1e9)))).toBeCloseTo(1, 8);
    expect(lower / upper).toBeCloseTo(-1, 9);
  });
  it('turns round when the arms are swapped, and when successes and failures are', () => {
    const few = { n: 12, successes: 2 };
    const many = { n: 4000, successes: 4000 };
    const there = valueOf(betaDifferenceInterval({ control: few, treatment: many, prior, level: 0.9 }));
    const failures = ({ n, successes }: typeof few) => ({ n, successes: n - successes });
    for (const arms of [
      { control: many, treatment: few },
      { control: failures(few), treatment: failures(many) },
    ]) {
      const back = valueOf(betaDifferenceInterval({ ...arms, prior, level: 0.9 }));
      expect(back.lower).toBeCloseTo(-there.upper, 10);
      expect(back.upper).toBeCloseTo(-there.lower, 10);
    }
  });
  it('has ends in order at a level that is hardly one', () => {
    const arm = { n: 30, successes: 4 };
    const input = { control: arm, treatment: arm, prior, level: 1e-13 };
    const { lower, upper } = valueOf(betaDifferenceInterval(input));
    expect(lower).toBeLessThanOrEqual(upper);
  });
  const none = { n: 0, successes: 0 };
  const sizes = [none, { n: 20, successes: 0 }, { n: 1e9, successes: 0 }, { n: 1e9, successes: 4e8 }];
  it('has an answer where one arm has a billion units and the other none', () => {
    for (const control of sizes) {
      for (const treatment of sizes) {
        const input = { control, treatment, prior: [0.1, 3] as const };
        const { lower, upper } = valueOf(betaDifferenceInterval({ ...input, level: 0.95 }));
        expect(lower).toBeLessThan(upper);
        const { chanceToBeatControl } = valueOf(betaBinomialPosterior(input));
        expect(chanceToBeatControl).toBeGreaterThanOrEqual(0);
      }
    }
  });
  it('refuses a level that is none, and arms that are none', () => {
    const arm = { n: 10, successes: 2 };
    expect(betaDifferenceInterval({ control: arm, treatment: arm, prior, level: 1 })).toEqual(
      saying('invalid-input', 'level must lie strictly between 0 and 1.'),
    );
    expect(
      betaDifferenceInterval({ control: { n: 1, successes: 2 }, treatment: arm, prior, level: 0.9 }),
    ).toEqual(saying('invalid-input', 'control has more successes than units.'));
  });
});
