import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly';

export const contrastSchema = z
  .object({ treatment: z.string(), reference: z.string() })
  .meta({ id: 'Contrast', description: 'Two arms, by key; every difference is treatment minus reference.' });

/** A comparison of two arms: usually a variant with the control, but any other pair is one too. */
export type Contrast = DeepReadonly<z.output<typeof contrastSchema>>;

export function isSameContrast(one: Contrast, other: Contrast): boolean {
  return one.treatment === other.treatment && one.reference === other.reference;
}

const beforeContrastsSchema = z.looseObject({ variant: z.string(), contrast: z.undefined().optional() });

/** What a comparison was stored as before there were contrasts: by its variant, whose reference was the control. */
export function withContrast(stored: unknown, reference: unknown): unknown {
  const parsed = beforeContrastsSchema.safeParse(stored);
  if (!parsed.success) return stored;
  const { variant, ...rest } = parsed.data;
  return { ...rest, contrast: { treatment: variant, reference } };
}
