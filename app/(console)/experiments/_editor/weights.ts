import type { DraftVariant } from './draft';

/** The sum in percent, without the dust of binary fractions. */
export function weightSum(variants: readonly Pick<DraftVariant, 'weight'>[]): number {
  const sum = variants.reduce((total, { weight }) => total + (weight === '' ? 0 : weight), 0);
  return Number((sum * 100).toPrecision(9));
}

export function evenWeights(variants: readonly DraftVariant[]): readonly DraftVariant[] {
  return variants.map((variant) => ({ ...variant, weight: 1 / variants.length }));
}
