import { describe, expect, it } from 'vitest';
import { deviance, excessOfExp, excessOverLog1p } from '@/lib/statistics/distributions/deviance';
import { logOfComplement, tailsFromLower, tailsFromUpper } from '@/lib/statistics/distributions/log-tails';
import { normalUnitLoss } from '@/lib/statistics/distributions/normal-loss';
import { logGamma, stirlingError } from '@/lib/statistics/distributions/stirling';
import { invertLogTail } from '@/lib/statistics/distributions/tail-inversion';
import { expectRelative } from '../../../support/outcomes';

describe('x - ln(1 + x)', () => {
  it('keeps its digits near zero, where the plain expression has none left', () => {
    expectRelative(
      [excessOverLog1p(1e-9), excessOverLog1p(-1e-9)],
      [5e-19 - 1e-27 / 3, 5e-19 + 1e-27 / 3],
      1e-15,
    );
  });
  it('joins the plain expression without a step', () => {
    for (const x of [0.4, -0.4]) {
      const inside = excessOverLog1p(x * (1 - 1e-12));
      expectRelative([inside], [excessOverLog1p(x * (1 + 1e-12))], 1e-11);
      expectRelative([inside], [x - Math.log1p(x)], 1e-11);
    }
    expect(excessOverLog1p(3)).toBe(3 - Math.log(4));
    expect(excessOverLog1p(0)).toBe(0);
  });
});

describe('e^x - 1 - x', () => {
  it('keeps its digits near zero and joins the plain expression', () => {
    expectRelative([excessOfExp(1e-9), excessOfExp(-1e-9)], [5e-19 + 1e-27 / 6, 5e-19 - 1e-27 / 6], 1e-15);
    expectRelative([excessOfExp(0.5), excessOfExp(0.5000001)], [0.1487212707001282, 0.14872133557226], 1e-12);
    expectRelative([excessOfExp(-0.4)], [Math.expm1(-0.4) + 0.4], 1e-14);
    expect(excessOfExp(0)).toBe(0);
  });
});

describe('deviance', () => {
  it('is o ln(o / e) + e - o on both sides of its switch', () => {
    for (const [o, e] of [
      [10, 9.99],
      [10, 14],
      [10, 13.9],
      [10, 6.1],
      [10, 5.9],
      [3, 300],
    ] as const)
      expectRelative([deviance(o, e, o - e)], [o * Math.log(o / e) + e - o], 1e-9);
  });
});

describe('the logarithm of Gamma', () => {
  it('is that of the factorials and of one half', () => {
    expectRelative(
      [logGamma(5), logGamma(0.5), logGamma(171)],
      [Math.log(24), Math.log(Math.PI) / 2, 706.573062245787],
      1e-14,
    );
    expect(Math.abs(logGamma(1))).toBeLessThan(2e-15);
    expectRelative([stirlingError(1), stirlingError(1e6)], [1 - 0.9189385332046727, 1 / 12e6], 1e-12);
    expectRelative([stirlingError(11.999999), stirlingError(12)], [0.006942840769, 0.006942840193], 2e-7);
  });
});

describe('tails', () => {
  it('add to one, and never exceed it', () => {
    expect(Math.exp(logOfComplement(Math.log(0.25)))).toBeCloseTo(0.75, 15);
    expect(Math.exp(logOfComplement(Math.log(0.75)))).toBeCloseTo(0.25, 15);
    expect(logOfComplement(-1e-20)).toBeCloseTo(Math.log(1e-20), 12);
    expect(tailsFromLower(1e-16)).toEqual({ logLower: 0, logUpper: -Infinity });
    expect(tailsFromUpper(1e-16)).toEqual({ logLower: -Infinity, logUpper: 0 });
    expect(tailsFromLower(-2)).toEqual({ logLower: -2, logUpper: logOfComplement(-2) });
    expect(tailsFromUpper(-2)).toEqual({ logLower: logOfComplement(-2), logUpper: -2 });
  });
});

describe('unit normal loss', () => {
  it('keeps its digits in both tails and where its two forms meet', () => {
    expectRelative(
      [normalUnitLoss(-3), normalUnitLoss(0), normalUnitLoss(4.999), normalUnitLoss(5), normalUnitLoss(30)],
      [
        3.0003821543170477, 0.3989422804014327, 5.37490515103857229e-8, 5.34616553383281495e-8,
        1.63195673409140119e-199,
      ],
      1e-13,
    );
  });
});

describe('the search for a tail', () => {
  const logistic = (u: number) => ({
    logTail: -Math.log1p(Math.exp(-u)),
    logDensity: -u - 2 * Math.log1p(Math.exp(-u)),
  });
  it.each([-50, -1, 0, 1, 30])('finds the same point from a start of %d', (start) => {
    expectRelative([invertLogTail(Math.log(0.2), start, logistic)], [Math.log(0.25)], 1e-14);
  });
  it('finds a point far to the right of a start where the tail is all there is', () => {
    expect(invertLogTail(-1e-12, -700, logistic)).toBeCloseTo(Math.log(1e12), 3);
  });
});
