import type { DraftVariant } from './draft';

/** The sum in percent, without the dust of binary fractions. */
export function weightSum(variants: readonly Pick<DraftVariant, 'weight'>[]): number {
  return Number(variants.reduce((sum, { weight }) => sum + (weight === '' ? 0 : weight), 0).toPrecision(10));
}

/** Equal weights with two decimals; the last variant takes what rounding leaves, so that they sum to 100. */
export function evenWeights(variants: readonly DraftVariant[]): readonly DraftVariant[] {
  const each = Math.floor(10_000 / variants.length) / 100;
  const rest = Number((100 - each * (variants.length - 1)).toFixed(2));
  return variants.map((variant, index) => ({
    ...variant,
    weight: index === variants.length - 1 ? rest : each,
  }));
}
