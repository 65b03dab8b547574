import { deviance } from '../distributions/deviance';
import { stirlingError } from '../distributions/stirling';

/**
 * P(D >= distance) of the Kolmogorov-Smirnov distance of n independent uniform values from their law, for n of 20 and more and a
 * distance between 0 and 1. In the tail (from about p = .02) it is twice the exact one-sided probability, of which only the
 * chance to stray on both sides is wrong: six digits at least, and more the smaller p. Elsewhere an expansion in
 * 1 / sqrt(n), within 2e-4 of the exact value at n = 20 and 6e-6 at n = 100.
 * Source: Birnbaum and Tingey (1951), "One-sided confidence contours for probability distribution functions"; Pelz and Good
 * (1976), "Approximating the lower tail-areas of the Kolmogorov-Smirnov one-sample statistic"; when to take which: Simard and
 * L'Ecuyer (2011), "Computing the two-sided Kolmogorov-Smirnov distribution", Journal of Statistical Software 39.
 */
export function kolmogorovSf(distance: number, n: number): number {
  if (distance >= 0.5 || distance * Math.sqrt(n) >= TAIL_FROM) return 2 * oneSidedSf(distance, n);
  return Math.min(Math.max(1 - expandedCdf(distance, n), 0), 1);
}

/** In units of 1 / sqrt(n). */
const TAIL_FROM = 1.5;

/** P(D+ >= distance): the sum over j of distance / x_j times the binomial probability of j in n at x_j = distance + j / n. */
function oneSidedSf(distance: number, n: number): number {
  let sum = 0;
  for (let j = 0; j <= n * (1 - distance); j += 1) {
    const x = distance + j / n;
    sum += (distance / x) * binomialProbability(j, n, distance);
  }
  return sum;
}

/** Of j hits in n at the probability x = distance + j / n, by the saddle point (Loader 2000): n x - j is n times the distance. */
function binomialProbability(j: number, n: number, distance: number): number {
  const expected = n * distance + j;
  const misses = n - j;
  if (j === 0) return Math.exp(n * Math.log1p(-distance));
  const expectedMisses = n - expected;
  if (expectedMisses <= 0) return 0;
  const gap = n * distance;
  const exponent =
    stirlingError(n) -
    stirlingError(j) -
    stirlingError(misses) -
    deviance(j, expected, -gap) -
    deviance(misses, expectedMisses, gap);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * j * misses));
}

/** Below TAIL_FROM the next term of either series is smaller than e^-100. */
const TERMS = 8;

/** Pelz and Good's K0 + K1 / sqrt(n) + K2 / n + K3 / n^(3/2) at z = distance sqrt(n). */
function expandedCdf(distance: number, n: number): number {
  const z = distance * Math.sqrt(n);
  const sums = { k0: 0, k1: 0, k2: 0, k3: 0 };
  for (let k = 0; k < TERMS; k += 1) {
    addOddTerms(sums, ((2 * k + 1) * Math.PI) / 2, z);
    addEvenTerms(sums, k * Math.PI, z);
  }
  const root = Math.sqrt(n);
  const corrections = sums.k1 / (6 * z ** 4 * root) + sums.k2 / (72 * z ** 7 * n);
  return 2 * Math.sqrt(Math.PI / 2) * (sums.k0 / z + corrections + sums.k3 / (6480 * z ** 10 * n * root));
}

interface ExpansionSums {
  k0: number;
  k1: number;
  k2: number;
  k3: number;
}

/** Both signs of a half-odd index at once; `angle` is the index times pi. */
function addOddTerms(sums: ExpansionSums, angle: number, z: number): void {
  const weight = Math.exp(-(angle ** 2) / (2 * z ** 2));
  const [a2, a4, a6] = [angle ** 2, angle ** 4, angle ** 6];
  sums.k0 += weight;
  sums.k1 += (a2 - z ** 2) * weight;
  sums.k2 += (6 * z ** 6 + 2 * z ** 4 + (2 * z ** 4 - 5 * z ** 2) * a2 + (1 - 2 * z ** 2) * a4) * weight;
  sums.k3 +=
    ((5 - 30 * z ** 2) * a6 +
      (212 * z ** 4 - 60 * z ** 2) * a4 +
      (135 * z ** 4 - 96 * z ** 6) * a2 -
      30 * z ** 6 -
      90 * z ** 8) *
    weight;
}

/** Both signs of a whole index at once, on the common denominators of the odd ones: 72 z^7 and 6480 z^10. */
function addEvenTerms(sums: ExpansionSums, angle: number, z: number): void {
  const weight = Math.exp(-(angle ** 2) / (2 * z ** 2));
  const a2 = angle ** 2;
  sums.k2 -= 2 * z ** 4 * a2 * weight;
  sums.k3 += 30 * z ** 4 * (3 * a2 * z ** 2 - a2 ** 2) * weight;
}
