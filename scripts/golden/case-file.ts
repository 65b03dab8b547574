import { z } from 'zod';

/** Numbers may be infinite: a bound at a look without alpha to spend, degrees of freedom of a normal reference. */
export const figure = z.preprocess(
  (value) => (value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value),
  z.custom<number>((value) => typeof value === 'number', 'expected a number'),
);

const goldenCase = z
  .object({
    method: z.string(),
    input: z.unknown(),
    expected: z.unknown(),
    /** Tolerances; with both, one of them has to be met. */
    rtol: z.number().nonnegative().optional(),
    atol: z.number().nonnegative().optional(),
  })
  .refine(({ rtol, atol }) => rtol !== undefined || atol !== undefined, 'name a tolerance: rtol or atol');

export type GoldenCase = z.infer<typeof goldenCase>;

/** One case of a file, or why it is none: a case that does not parse fails alone. */
export type ReadCase =
  | { readonly ok: true; readonly golden: GoldenCase }
  | { readonly ok: false; readonly method: string; readonly trouble: string };

const caseFile = z.object({ cases: z.array(z.unknown()).min(1) });

/** Cases of one file. The bare words Infinity and NaN, which other programs write into JSON, are read as such or as null. */
export function parseCaseFile(text: string): readonly ReadCase[] {
  const json = text.replace(/(?<=[:,[]\s*-?)Infinity\b/g, '1e999').replace(/(?<=[:,[]\s*)NaN\b/g, 'null');
  return caseFile.parse(JSON.parse(json)).cases.map(readCase);
}

const named = z.object({ method: z.string() });

/** Files of decisions name the method as the kind of the case. */
const namedByKind = z
  .looseObject({ kind: z.string() })
  .transform(({ kind, ...rest }) => ({ ...rest, method: kind }));

function readCase(written: unknown): ReadCase {
  const byKind = namedByKind.safeParse(written);
  const one = byKind.success ? byKind.data : written;
  const parsed = goldenCase.safeParse(one);
  if (parsed.success) return { ok: true, golden: parsed.data };
  const method = named.safeParse(one);
  return {
    ok: false,
    method: method.success ? method.data.method : 'no method',
    trouble: z.prettifyError(parsed.error).replaceAll('\n', ' '),
  };
}
