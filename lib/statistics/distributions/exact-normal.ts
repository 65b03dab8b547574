const SQRT_32 = 5.656854249492380581;
const INVERSE_SQRT_TWO_PI = 0.39894228040143267794;

/** Evaluates a polynomial, highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

// Cody (1969), "Rational Chebyshev approximations for the error function", Math. Comp. 23, in the normal scaling.
const CENTRE_TOP = [
  0.065682337918207449113, 2.2352520354606839287, 161.02823106855587881, 1067.6894854603709582,
  18154.981253343561249,
];
const CENTRE_BOTTOM = [
  1, 47.20258190468824187, 976.09855173777669322, 10260.932208618978205, 45507.789335026729956,
];
const MIDDLE_TOP = [
  1.0765576773720192317e-8, 0.39894151208813466764, 8.8831497943883759412, 93.506656132177855979,
  597.27027639480026226, 2494.5375852903726711, 6848.1904505362823326, 11602.651437647350124,
  9842.7148383839780218,
];
const MIDDLE_BOTTOM = [
  1, 22.266688044328115691, 235.38790178262499861, 1519.377599407554805, 6485.558298266760755,
  18615.571640885098091, 34900.952721145977266, 38912.003286093271411, 19685.429676859990727,
];
/** exp(-x^2 / 2) with x split so that the rounding of x^2 does not reach the exponent. */
function gaussian(x: number): number {
  const coarse = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * coarse * coarse) * Math.exp(-0.5 * (x - coarse) * (x + coarse));
}

function upperTail(x: number): number {
  if (x <= SQRT_32) return (gaussian(x) * polynomial(MIDDLE_TOP, x)) / polynomial(MIDDLE_BOTTOM, x);
  if (x > 40) return 0;
  return gaussian(x) * INVERSE_SQRT_TWO_PI * millsRatio(x);
}

/** P(Z > x) / density by Laplace's continued fraction (DLMF 7.9.1); twenty terms are exact to float64 from x = 5.6 on. */
function millsRatio(x: number): number {
  let denominator = x;
  for (let n = 20; n > 0; n -= 1) denominator = x + n / denominator;
  return 1 / denominator;
}

/**
 * P(Z > x) of the standard normal, with float64's own relative accuracy in the whole tail. Figures that are shown come from
 * normal.ts; integrals and root searches call this one, which keeps more digits and is quicker.
 */
export function exactNormalSf(x: number): number {
  if (Math.abs(x) <= 0.67448975) {
    return 0.5 - (x * polynomial(CENTRE_TOP, x * x)) / polynomial(CENTRE_BOTTOM, x * x);
  }
  return x > 0 ? upperTail(x) : 1 - upperTail(-x);
}

/** P(Z <= x) of the standard normal, with relative accuracy in the whole tail. */
export function exactNormalCdf(x: number): number {
  return exactNormalSf(-x);
}

// Wichura (1988), algorithm AS 241 (PPND16), "The percentage points of the normal distribution", Applied Statistics 37.
const QUANTILE_CENTRE_TOP = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
  13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
];
const QUANTILE_CENTRE_BOTTOM = [
  5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
  5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
];
const QUANTILE_MIDDLE_TOP = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
];
const QUANTILE_MIDDLE_BOTTOM = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
  0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
];
const QUANTILE_FAR_TOP = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
  0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
];
const QUANTILE_FAR_BOTTOM = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
];

/** The x with P(Z > x) = p, 0 <= p <= 1; the ends give infinities. */
export function exactNormalIsf(p: number): number {
  const fromCentre = 0.5 - p;
  if (Math.abs(fromCentre) <= 0.425) {
    const r = 0.180625 - fromCentre * fromCentre;
    return (fromCentre * polynomial(QUANTILE_CENTRE_TOP, r)) / polynomial(QUANTILE_CENTRE_BOTTOM, r);
  }
  const tail = p < 0.5 ? p : 1 - p;
  const magnitude = farQuantile(tail);
  return p < 0.5 ? magnitude : -magnitude;
}

function farQuantile(tail: number): number {
  if (tail === 0) return Infinity;
  const r = Math.sqrt(-Math.log(tail));
  return r <= 5
    ? polynomial(QUANTILE_MIDDLE_TOP, r - 1.6) / polynomial(QUANTILE_MIDDLE_BOTTOM, r - 1.6)
    : polynomial(QUANTILE_FAR_TOP, r - 5) / polynomial(QUANTILE_FAR_BOTTOM, r - 5);
}

/** The x with P(Z <= x) = p, 0 <= p <= 1; the ends give infinities. */
export function exactNormalQuantile(p: number): number {
  return -exactNormalIsf(p);
}
