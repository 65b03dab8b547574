import { exactNormalSf } from './exact-normal';
import { normalPdf } from './normal';

/**
 * Unit normal loss E[max(0, Z - z)] = density(z) - z P(Z > z). For large z the two terms agree to ever more digits, so
 * it is then taken from the tail of Laplace's continued fraction: with P / density = 1 / (z + k), the loss is density k / (z + k).
 */
export function normalUnitLoss(z: number): number {
  if (z < 5) return normalPdf(z) - z * exactNormalSf(z);
  let k = 0;
  for (let n = 24; n > 0; n -= 1) k = n / (z + k);
  return normalPdf(z) * (k / (z + k));
}
