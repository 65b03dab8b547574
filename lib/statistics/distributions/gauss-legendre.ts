/**
 * Gauss-Legendre points on [-1, 1], found once by Newton's method on the Legendre polynomial, with the weights of
 * barycentric interpolation through the same points: one set of values serves to integrate and to interpolate.
 * Sources: Press et al., Numerical Recipes 4.6; Wang & Xiang, Math. Comp. 81 (2012) 861-877 (barycentric weights).
 */
export interface QuadratureRule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
  readonly barycentric: Float64Array;
}

export function gaussLegendre(size: number): QuadratureRule {
  const points = new Float64Array(size);
  const weights = new Float64Array(size);
  const barycentric = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    const { root, derivative } = legendreRoot(size, i);
    const weight = 2 / ((1 - root * root) * derivative * derivative);
    points[size - 1 - i] = root;
    weights[size - 1 - i] = weight;
    barycentric[size - 1 - i] = (i % 2 === 0 ? 1 : -1) * Math.sqrt((1 - root * root) * weight);
  }
  return { points, weights, barycentric };
}

/** The i-th root from the right. The start is within the basin of Newton's method for every i (Numerical Recipes). */
function legendreRoot(size: number, i: number): { root: number; derivative: number } {
  let root = Math.cos((Math.PI * (i + 0.75)) / (size + 0.5));
  let derivative = 0;
  // Quadratic convergence from four correct digits: the fifth step only confirms the fourth.
  for (let step = 0; step < 5; step += 1) {
    let previous = 1;
    let current = root;
    for (let degree = 2; degree <= size; degree += 1) {
      const next = ((2 * degree - 1) * root * current - (degree - 1) * previous) / degree;
      previous = current;
      current = next;
    }
    derivative = (size * (root * current - previous)) / (root * root - 1);
    root -= current / derivative;
  }
  return { root, derivative };
}
