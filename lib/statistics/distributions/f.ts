import { betaLogitOfLower, betaLogitOfUpper } from './beta-logit';
import { isShape } from './domain';
import { betaLambda, incompleteBetaLogTails, logBetaPower } from './incomplete-beta';
import type { LogTails } from './log-tails';

function outsideDomain(x: number, df1: number, df2: number): boolean {
  return Number.isNaN(x) || !isShape(df1 / 2) || !isShape(df2 / 2);
}

/** F = x is beta(df1 / 2, df2 / 2) at df1 x / (df1 x + df2); both it and its complement are formed without subtraction. */
function split(x: number, df1: number, df2: number): { readonly share: number; readonly rest: number } {
  const odds = (df1 / df2) * x;
  return { share: 1 / (1 + 1 / odds), rest: 1 / (1 + odds) };
}

function logTails(x: number, df1: number, df2: number): LogTails {
  if (x <= 0) return { logLower: -Infinity, logUpper: 0 };
  const { share, rest } = split(x, df1, df2);
  return incompleteBetaLogTails(df1 / 2, df2 / 2, share, rest);
}

/** Density of Fisher's F; 0 below zero, NaN where half of either degrees of freedom is no shape (see domain.ts). */
export function fPdf(x: number, df1: number, df2: number): number {
  if (outsideDomain(x, df1, df2)) return NaN;
  if (x < 0 || x === Infinity) return 0;
  if (x === 0) return df1 === 2 ? 1 : df1 < 2 ? Infinity : 0;
  const { share, rest } = split(x, df1, df2);
  return Math.exp(
    logBetaPower(df1 / 2, df2 / 2, share, rest, betaLambda(df1 / 2, df2 / 2, share, rest)) - Math.log(x),
  );
}

/** P(X <= x) of Fisher's F, with relative accuracy in the tail. */
export function fCdf(x: number, df1: number, df2: number): number {
  return outsideDomain(x, df1, df2) ? NaN : Math.exp(logTails(x, df1, df2).logLower);
}

/** P(X > x) of Fisher's F, with relative accuracy in the tail (jstat has none: it offers the lower tail only). */
export function fSf(x: number, df1: number, df2: number): number {
  return outsideDomain(x, df1, df2) ? NaN : Math.exp(logTails(x, df1, df2).logUpper);
}

/** The x with P(X <= x) = p, 0 <= p <= 1. */
export function fQuantile(p: number, df1: number, df2: number): number {
  if (outsideDomain(p, df1, df2) || p < 0 || p > 1) return NaN;
  return (df2 / df1) * Math.exp(betaLogitOfLower(p, df1 / 2, df2 / 2));
}

/** The x with P(X > x) = p, 0 <= p <= 1. */
export function fIsf(p: number, df1: number, df2: number): number {
  if (outsideDomain(p, df1, df2) || p < 0 || p > 1) return NaN;
  return (df2 / df1) * Math.exp(betaLogitOfUpper(p, df1 / 2, df2 / 2));
}
