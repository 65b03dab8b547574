import { describe, expect, it } from 'vitest';
import { callAt, figuresOf, MEASURED } from '@/scripts/jstat/measured-functions';
import { outsideFigures, tailError } from '@/scripts/jstat/outside-figures';
import {
  chiSquaredCdf,
  chiSquaredIsf,
  chiSquaredQuantile,
  chiSquaredSf,
} from '@/lib/statistics/distributions/chi-squared';
import {
  exactChiSquaredCdf,
  exactChiSquaredIsf,
  exactChiSquaredQuantile,
  exactChiSquaredSf,
} from '@/lib/statistics/distributions/exact-chi-squared';
import { exactNormalCdf, exactNormalIsf, exactNormalSf } from '@/lib/statistics/distributions/exact-normal';
import { distributionFigure, type Distribution } from '@/lib/statistics/distributions/figure';
import { JSTAT_BOUNDS, jstatNormalSf } from '@/lib/statistics/distributions/jstat';
import { normalCdf, normalIsf, normalQuantile, normalSf } from '@/lib/statistics/distributions/normal';
import { expectRelative, valueOf } from '../../../support/outcomes';

const all = outsideFigures();

function distributionOf(family: string, shape: readonly number[]): Distribution {
  const [a = NaN, b = NaN] = shape;
  if (family === 'studentT' || family === 'chiSquared') return { family, degreesOfFreedom: a };
  return family === 'beta' ? { family, a, b } : { family: 'normal' };
}

describe('ten digits of the tail that is asked for, against figures from outside', () => {
  for (const measured of MEASURED) {
    const name = `${measured.family}.${measured.figure}`;
    const figures = figuresOf(measured, all);

    it(`${name}: what the product answers, everywhere`, () => {
      expect(figures.length).toBeGreaterThan(15);
      for (const o of figures) {
        const value = valueOf(distributionFigure(distributionOf(o.family, o.shape), o.figure, o.at));
        expect(tailError(o, value), JSON.stringify(o)).toBeLessThanOrEqual(1e-10);
      }
    });

    it(`${name}: jstat inside its bounds, and our own function on both sides`, () => {
      const { inBounds = () => false } = measured;
      for (const o of figures) {
        expect(tailError(o, callAt(measured.ours, o)), JSON.stringify(o)).toBeLessThanOrEqual(1e-12);
        if (inBounds(o))
          expect(tailError(o, callAt(measured.jstat, o)), JSON.stringify(o)).toBeLessThanOrEqual(1e-10);
      }
    });
  }

  it('the bounds are not wider than jstat is right: ten digits are lost soon after', () => {
    for (const [family, figure] of [
      ['normal', 'sf'],
      ['normal', 'isf'],
      ['chiSquared', 'sf'],
      ['chiSquared', 'isf'],
    ]) {
      const measured = MEASURED.find((one) => one.family === family && one.figure === figure);
      if (measured?.inBounds === undefined) throw new Error('not measured');
      const { inBounds } = measured;
      const lost = figuresOf(measured, all).filter(
        (o) => !inBounds(o) && tailError(o, callAt(measured.jstat, o)) > 1e-10,
      );
      expect(lost.length).toBeGreaterThan(0);
    }
  });
});

/** One answer of the product beside our own, on both sides of `at`, close by and a little away. */
function expectAgreement(at: number, product: (x: number) => number, own: (x: number) => number): void {
  const scale = at > 0.5 && at < 1 ? 1 - at : at;
  for (const step of [1e-12, 1e-10, 1e-8, 1e-4])
    for (const x of [at - scale * step, at + scale * step]) expectRelative([product(x)], [own(x)], 1e-10);
}

describe('seams', () => {
  it('both sides agree to 1e-10 on normal tails', () => {
    for (const x of [JSTAT_BOUNDS.normalTailX, -JSTAT_BOUNDS.normalTailX]) {
      expectAgreement(x, normalSf, exactNormalSf);
      expectAgreement(x, normalCdf, exactNormalCdf);
    }
  });

  it('both sides agree to 1e-10 on normal quantiles, at the tails and beside the median', () => {
    const { normalQuantileP, normalQuantileFromMedian } = JSTAT_BOUNDS;
    for (const p of [normalQuantileP, 0.5 - normalQuantileFromMedian])
      for (const at of [p, 1 - p]) {
        expectAgreement(at, normalIsf, exactNormalIsf);
        expectAgreement(at, (x) => -normalQuantile(x), exactNormalIsf);
      }
  });

  it('both sides agree to 1e-10 on chi-squared tails and quantiles, at each end of the degrees of freedom', () => {
    const { chiSquaredP, chiSquaredDegreesOfFreedom } = JSTAT_BOUNDS;
    for (const end of chiSquaredDegreesOfFreedom)
      for (const df of [end * (1 - 1e-12), end, end * (1 + 1e-12), 7]) {
        const upper = exactChiSquaredIsf(chiSquaredP, df);
        const lower = exactChiSquaredQuantile(chiSquaredP, df);
        for (const at of [upper, lower, df, df + 2]) {
          expectAgreement(
            at,
            (x) => chiSquaredSf(x, df),
            (x) => exactChiSquaredSf(x, df),
          );
          expectAgreement(
            at,
            (x) => chiSquaredCdf(x, df),
            (x) => exactChiSquaredCdf(x, df),
          );
        }
        for (const p of [chiSquaredP, 1 - chiSquaredP, 0.05]) {
          expectAgreement(
            p,
            (x) => chiSquaredIsf(x, df),
            (x) => exactChiSquaredIsf(x, df),
          );
          expectAgreement(
            p,
            (x) => chiSquaredQuantile(x, df),
            (x) => exactChiSquaredQuantile(x, df),
          );
        }
      }
  });

  it('chi-squared with one degree of freedom is the square of a normal', () => {
    for (const x of [0, 1e-20, 0.3, 3.0001, 20, 21, 400])
      expectRelative([chiSquaredSf(x, 1)], [exactChiSquaredSf(x, 1)], 1e-10);
    expect(chiSquaredSf(-1, 1)).toBe(1);
    expect(chiSquaredSf(NaN, 1)).toBeNaN();
  });

  it('inside the bounds the figure is that of jstat', () => {
    expect(normalSf(1.96)).toBe(jstatNormalSf(1.96));
    expect(normalSf(4.6)).toBe(exactNormalSf(4.6));
  });
});
