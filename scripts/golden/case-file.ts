import { z } from 'zod';

/** Numbers may be infinite: a bound at a look without alpha to spend, degrees of freedom of a normal reference. */
export const figure = z.custom<number>((value) => typeof value === 'number', 'expected a number');

const caseFile = z.object({
  about: z.string().optional(),
  cases: z
    .array(
      z.object({
        method: z.string(),
        input: z.unknown(),
        expected: z.unknown(),
        rtol: z.number().nonnegative(),
      }),
    )
    .min(1),
});

export type GoldenCase = z.infer<typeof caseFile>['cases'][number];

/** Cases of one file. The bare words Infinity and NaN, which other programs write into JSON, are read as such or as null. */
export function parseCaseFile(text: string): readonly GoldenCase[] {
  const json = text.replace(/(?<=[:,[]\s*-?)Infinity\b/g, '1e999').replace(/(?<=[:,[]\s*)NaN\b/g, 'null');
  return caseFile.parse(JSON.parse(json)).cases;
}
