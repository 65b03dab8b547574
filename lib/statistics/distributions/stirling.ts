const HALF_LOG_TWO_PI = 0.918938533204672742;

/**
 * The error of Stirling's formula: ln Gamma(a) = (a - 1/2) ln a - a + ln(2 pi) / 2 + stirlingError(a), for a > 0.
 * Densities are written with it because it stays small where ln Gamma itself grows without bound and would cancel.
 * Source: Loader (2000); the series is DLMF 5.11.1, reached from small a by the recurrence of Gamma.
 */
export function stirlingError(a: number): number {
  let shifted = a;
  let error = 0;
  while (shifted < 12) {
    error += (shifted + 0.5) * Math.log1p(1 / shifted) - 1;
    shifted += 1;
  }
  return error + stirlingSeries(shifted);
}

function stirlingSeries(a: number): number {
  const inverse = 1 / a;
  const s = inverse * inverse;
  return (
    inverse * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360)))))
  );
}

/** Natural logarithm of the Gamma function, a > 0. */
export function logGamma(a: number): number {
  return (a - 0.5) * Math.log(a) - a + HALF_LOG_TWO_PI + stirlingError(a);
}
