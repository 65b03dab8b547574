/** Both tails of a continuous distribution at one point, as natural logarithms so that neither underflows. */
export interface LogTails {
  readonly logLower: number;
  readonly logUpper: number;
}

/** ln(1 - e^x) for x <= 0 (Maechler 2012, "Accurately computing log(1 - exp(-|a|))"). */
export function logOfComplement(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

export const NOTHING_BELOW: LogTails = { logLower: -Infinity, logUpper: 0 };
export const NOTHING_ABOVE: LogTails = { logLower: 0, logUpper: -Infinity };

/** Rounding may carry the logarithm of a probability a hair above zero; a probability is at most one. */
export function tailsFromLower(logLower: number): LogTails {
  const bounded = Math.min(0, logLower);
  return { logLower: bounded, logUpper: logOfComplement(bounded) };
}

export function tailsFromUpper(logUpper: number): LogTails {
  const bounded = Math.min(0, logUpper);
  return { logLower: logOfComplement(bounded), logUpper: bounded };
}
