import { readFileSync } from 'node:fs';
import { z } from 'zod';

const hash = z.number();

const goldenSchema = z.object({
  experiments: z.array(z.object({ salt: z.string(), coverage: z.number(), weights: z.array(z.number()) })),
  vectors: z.array(
    z.object({
      experiment: z.number(),
      unit: z.string(),
      coverageHash: hash,
      variantHash: hash,
      layerHash: hash,
      holdoutHash: hash,
      forcedHash: hash,
      variantIndex: z.number().nullable(),
    }),
  ),
});

export type GoldenVector = z.output<typeof goldenSchema>['vectors'][number];

/** The golden assignment vectors. Read as a file: they hold lone surrogates, which a bundler's JSON import refuses. */
export function readGoldenAssignment(): z.output<typeof goldenSchema> {
  const file = new URL('../golden/assignment.json', import.meta.url);
  return goldenSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Whether the id can be sent over the API and stored in Postgres: it holds no NUL and no half of a surrogate pair. */
export function isStorable({ unit }: GoldenVector): boolean {
  return !/\p{Surrogate}|\0/u.test(unit);
}
