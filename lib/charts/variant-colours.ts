/** How a variant is drawn. Bound to its position, so a variant keeps it for the life of the experiment. */
export interface VariantLook {
  /** A CSS custom property: the same variant has a darker tone on light ground and a lighter one on dark. */
  readonly colour: string;
  /** Told apart without colour: the mark's shape. */
  readonly shape: VariantShape;
}

export type VariantShape = 'circle' | 'diamond' | 'square' | 'triangle' | 'cross' | 'bar';

export interface VariantTone {
  readonly light: string;
  readonly dark: string;
  readonly shape: VariantShape;
}

/**
 * The tones, in position order. The first is neutral, as the control usually stands first. Chosen so that neighbours
 * stay apart for people with protanopia, deuteranopia and tritanopia, and each has 3:1 against its ground; a test
 * holds both. app/variant-colours.css declares the same values; a test compares the two.
 */
export const variantTones: readonly VariantTone[] = [
  { light: '#5b6672', dark: '#a7b0ba', shape: 'circle' },
  { light: '#0b5fc0', dark: '#5aa2f5', shape: 'diamond' },
  { light: '#c4560a', dark: '#f4934f', shape: 'square' },
  { light: '#7a2e8e', dark: '#d79be6', shape: 'triangle' },
  { light: '#0c8169', dark: '#35c3a2', shape: 'cross' },
  { light: '#8a6a00', dark: '#e3c14a', shape: 'bar' },
];

/** The look of the variant at a position. Past the last tone it starts over with the tones, shapes shifted by one. */
export function variantLook(position: number): VariantLook {
  const slot = position % variantTones.length;
  const round = Math.floor(position / variantTones.length);
  const shape = variantTones[(slot + round) % variantTones.length]?.shape ?? 'circle';
  return { colour: `var(--variant-${slot})`, shape };
}
