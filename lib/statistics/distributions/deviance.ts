/**
 * x - ln(1 + x), without the cancellation that the plain expression suffers near zero.
 * Needs x > -1. With r = x / (2 + x), ln(1 + x) = 2 atanh(r), so the leading terms cancel on paper instead of in float64.
 */
export function excessOverLog1p(x: number): number {
  if (Math.abs(x) > 0.4) return x - Math.log1p(x);
  const r = x / (2 + x);
  const squared = r * r;
  let sum = 0;
  let power = 1;
  for (let k = 3; k < 60; k += 2) {
    const term = power / k;
    sum += term;
    if (term < 1e-17 * sum) break;
    power *= squared;
  }
  return r * (x - 2 * squared * sum);
}

/** e^x - 1 - x without cancellation near zero. */
export function excessOfExp(x: number): number {
  if (Math.abs(x) > 0.5) return Math.expm1(x) - x;
  let term = (x * x) / 2;
  let sum = term;
  for (let k = 3; k < 30; k += 1) {
    term *= x / k;
    sum += term;
    if (Math.abs(term) < 1e-17 * sum) break;
  }
  return sum;
}

/**
 * Deviance o ln(o / e) + e - o of an observed figure o from an expected one e (both > 0), given their difference o - e,
 * which callers often know more exactly than the subtraction would give it.
 * Source: Loader (2000), "Fast and accurate computation of binomial probabilities", the function bd0.
 */
export function deviance(observed: number, expected: number, difference: number): number {
  if (Math.abs(difference) <= 0.4 * observed) return observed * excessOverLog1p(-difference / observed);
  return observed * (Math.log(observed) - Math.log(expected)) - difference;
}
