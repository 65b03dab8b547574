import { z } from 'zod';
import type { RunSurroundings } from '../../analysis/run-configuration';
import { targetingSchema } from './targeting-schema';

/** What a run froze of its surroundings, read back from the database. */
export const surroundingsSchema: z.ZodType<RunSurroundings> = z.object({
  layer: z
    .object({ key: z.string(), salt: z.string(), ranges: z.array(z.tuple([z.number(), z.number()])) })
    .nullable(),
  holdouts: z.array(
    z.object({ key: z.string(), salt: z.string(), share: z.number(), layer: z.string().nullable() }),
  ),
  audiences: z.array(z.object({ key: z.string(), rule: targetingSchema })),
  sticky: z.boolean(),
  prerequisite: z.object({ experiment: z.string(), variants: z.array(z.string()) }).nullable(),
});
