import type { z } from 'zod';
import type { InputProblem } from '@/lib/errors';

/** Errors by field path (`variants.0.weight`), as Mantine's forms take them. */
export type FieldErrors = Record<string, string>;

/** Checks a form's values with the schema that the verb will use, so that page and verb never disagree. */
export function fieldErrors(schema: z.ZodType, values: unknown): FieldErrors {
  const parsed = schema.safeParse(values);
  if (parsed.success) return {};
  return firstOfEach(parsed.error.issues.map(({ path, message }) => [path.map(String).join('.'), message]));
}

/** The same for problems that a verb reported by JSON pointer. */
export function fieldErrorsOf(problems: readonly InputProblem[]): FieldErrors {
  return firstOfEach(
    problems.map(({ pointer, detail }) => [pointer.slice(1).split('/').map(unescaped).join('.'), detail]),
  );
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function firstOfEach(entries: readonly (readonly [string, string])[]): FieldErrors {
  // Later entries win in fromEntries, and the first message about a field is the most basic one.
  return Object.fromEntries([...entries].reverse());
}
