import type { AssignableExperiment, AssignableVariant } from './configuration';

/** The variant whose value units get that take no part, without being in it; undefined: they get the default in the code. */
export const defaultVariantOf = ({
  variants,
  defaultVariant,
}: AssignableExperiment): AssignableVariant | undefined => variants.find(({ key }) => key === defaultVariant);
