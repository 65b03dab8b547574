import { cannotSay, say, type Outcome } from '../outcome';
import { betaCdf, betaIsf, betaPdf, betaQuantile, betaSf } from './beta';
import { chiSquaredCdf, chiSquaredIsf, chiSquaredQuantile, chiSquaredSf } from './chi-squared';
import { chiSquaredPdf } from './exact-chi-squared';
import { fCdf, fIsf, fPdf, fQuantile, fSf } from './f';
import {
  noncentralTCdf,
  noncentralTIsf,
  noncentralTPdf,
  noncentralTQuantile,
  noncentralTSf,
} from './noncentral-t';
import { normalCdf, normalIsf, normalPdf, normalQuantile, normalSf } from './normal';
import { studentTCdf, studentTIsf, studentTPdf, studentTQuantile, studentTSf } from './student-t';

/** Density, lower tail, upper tail, and the points that have a given lower or upper tail. */
export type DistributionFigure = 'pdf' | 'cdf' | 'sf' | 'quantile' | 'isf';

export type Distribution =
  | { readonly family: 'normal' }
  | { readonly family: 'studentT'; readonly degreesOfFreedom: number }
  | { readonly family: 'noncentralT'; readonly degreesOfFreedom: number; readonly noncentrality: number }
  | { readonly family: 'chiSquared'; readonly degreesOfFreedom: number }
  | { readonly family: 'f'; readonly df1: number; readonly df2: number }
  | { readonly family: 'beta'; readonly a: number; readonly b: number };

type Figures = Readonly<Record<DistributionFigure, (at: number) => number>>;

const NORMAL: Figures = {
  pdf: normalPdf,
  cdf: normalCdf,
  sf: normalSf,
  quantile: normalQuantile,
  isf: normalIsf,
};

function withOne(
  functions: Readonly<Record<DistributionFigure, (at: number, a: number) => number>>,
  a: number,
): Figures {
  return {
    pdf: (at) => functions.pdf(at, a),
    cdf: (at) => functions.cdf(at, a),
    sf: (at) => functions.sf(at, a),
    quantile: (at) => functions.quantile(at, a),
    isf: (at) => functions.isf(at, a),
  };
}

function withTwo(
  functions: Readonly<Record<DistributionFigure, (at: number, a: number, b: number) => number>>,
  a: number,
  b: number,
): Figures {
  return {
    pdf: (at) => functions.pdf(at, a, b),
    cdf: (at) => functions.cdf(at, a, b),
    sf: (at) => functions.sf(at, a, b),
    quantile: (at) => functions.quantile(at, a, b),
    isf: (at) => functions.isf(at, a, b),
  };
}

const STUDENT_T = {
  pdf: studentTPdf,
  cdf: studentTCdf,
  sf: studentTSf,
  quantile: studentTQuantile,
  isf: studentTIsf,
};
const NONCENTRAL_T = {
  pdf: noncentralTPdf,
  cdf: noncentralTCdf,
  sf: noncentralTSf,
  quantile: noncentralTQuantile,
  isf: noncentralTIsf,
};
const CHI_SQUARED = {
  pdf: chiSquaredPdf,
  cdf: chiSquaredCdf,
  sf: chiSquaredSf,
  quantile: chiSquaredQuantile,
  isf: chiSquaredIsf,
};
const F = { pdf: fPdf, cdf: fCdf, sf: fSf, quantile: fQuantile, isf: fIsf };
const BETA = { pdf: betaPdf, cdf: betaCdf, sf: betaSf, quantile: betaQuantile, isf: betaIsf };

function figuresOf(distribution: Distribution): Figures {
  switch (distribution.family) {
    case 'normal':
      return NORMAL;
    case 'studentT':
      return withOne(STUDENT_T, distribution.degreesOfFreedom);
    case 'noncentralT':
      return withTwo(NONCENTRAL_T, distribution.degreesOfFreedom, distribution.noncentrality);
    case 'chiSquared':
      return withOne(CHI_SQUARED, distribution.degreesOfFreedom);
    case 'f':
      return withTwo(F, distribution.df1, distribution.df2);
    case 'beta':
      return withTwo(BETA, distribution.a, distribution.b);
  }
}

/**
 * One figure of a distribution, or a refusal where its arguments lie outside the domain: the checked door to the functions
 * beside this file, which answer NaN there. A quantile at 0 or 1 may rightly be infinite, and so may a density at an end.
 */
export function distributionFigure(
  distribution: Distribution,
  figure: DistributionFigure,
  at: number,
): Outcome<number> {
  const value = figuresOf(distribution)[figure](at);
  return Number.isNaN(value)
    ? cannotSay('invalid-input', 'function-not-defined', { figure, family: distribution.family })
    : say(value);
}
