/** Triples of the first two columns whose third central moment is kept, in the order in which they are. */
const TRIPLES = [
  [0, 0, 0],
  [0, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
] as const;

/** How many third moments are kept of so many columns: of one column its own, of more the four of the first two. */
export function thirdMomentCount(columns: number): number {
  return columns === 1 ? 1 : TRIPLES.length;
}

/** What the third moments of joint moments hang on. */
interface Figures {
  readonly n: number;
  readonly means: readonly number[];
  readonly covariances: readonly (readonly number[])[];
  readonly thirds?: readonly number[] | undefined;
}

const at = (values: readonly number[] | undefined, index: number): number => values?.[index] ?? 0;

/** Sum of products of deviations from `centre` over the units, of each triple that is kept. */
function sumsAbout(centre: readonly number[], { n, means, covariances, thirds = [] }: Figures): number[] {
  const shift = (i: number) => at(means, i) - at(centre, i);
  const products = (i: number, j: number) => at(covariances[i], j) * (n - 1);
  return thirds.map((third, index) => {
    const [i, j, k] = TRIPLES[index] ?? TRIPLES[0];
    const turned = shift(i) * products(j, k) + shift(j) * products(i, k) + shift(k) * products(i, j);
    return n * third + turned + n * shift(i) * shift(j) * shift(k);
  });
}

/** Third central moments (divisor n) of two disjoint sets of units together, about `means`, those of both; undefined: of one they are not known. */
export function mergedThirds(
  n: number,
  means: readonly number[],
  a: Figures,
  b: Figures,
): readonly number[] | undefined {
  if (a.thirds === undefined || b.thirds?.length !== a.thirds.length) return undefined;
  const ofB = sumsAbout(means, b);
  return sumsAbout(means, a).map((sum, index) => (sum + at(ofB, index)) / n);
}

/** Those of a whole without a part of it, where `left` has everything else of what is left. */
export function leftThirds(whole: Figures, part: Figures, left: Figures): readonly number[] | undefined {
  if (whole.thirds === undefined || part.thirds === undefined) return undefined;
  if (whole.thirds.length !== part.thirds.length) return undefined;
  const ofPart = sumsAbout(whole.means, part);
  // What the left units' means and covariances alone make of their sums about the whole's means.
  const known = sumsAbout(whole.means, { ...left, thirds: whole.thirds.map(() => 0) });
  return whole.thirds.map((third, index) => {
    const sum = whole.n * third - at(ofPart, index) - at(known, index);
    return left.n === 0 ? 0 : sum / left.n;
  });
}

/** The third central moment of a sum of the first two columns with these weights. */
export function combinedThird(thirds: readonly number[], first: number, second = 0): number {
  const [a = 0, aab = 0, abb = 0, b = 0] = thirds;
  const mixed = 3 * first * second * (first * aab + second * abb);
  return first * first * first * a + mixed + second * second * second * b;
}
