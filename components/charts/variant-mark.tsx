import { variantLook, type VariantShape } from '@/lib/charts/variant-colours';

const outlines: Record<VariantShape, string> = {
  circle: 'M0-5a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  diamond: 'M0-6L6 0L0 6L-6 0z',
  square: 'M-4.500-4.500h9v9h-9z',
  triangle: 'M0-5.500L5.500 4.500h-11z',
  cross: 'M-1.800-5.500h3.600v3.700h3.700v3.600h-3.700v3.700h-3.600v-3.700h-3.700v-3.600h3.700z',
  bar: 'M-5.500-2.600h11v5.200h-11z',
};

/** The outline of a variant's mark, around (0, 0), for use inside another drawing. */
export function VariantShapePath({ position }: { readonly position: number }) {
  const { colour, shape } = variantLook(position);
  return (
    <path d={outlines[shape]} fill={colour} stroke="var(--surface)" strokeWidth="1.2" paintOrder="stroke" />
  );
}

/** A variant's mark beside its name: the same colour and shape wherever the variant appears. */
export function VariantMark({ position }: { readonly position: number }) {
  return (
    <svg width="12" height="12" viewBox="-6.500 -6.500 13 13" aria-hidden="true" style={{ flex: 'none' }}>
      <VariantShapePath position={position} />
    </svg>
  );
}
