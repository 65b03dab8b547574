import type { z } from 'zod';
import { InvalidInputError, type InputProblem } from '../errors';

/**
 * Turns what a caller sent into what a verb works with. Every problem is reported at once, each with a JSON pointer
 * to its place. Throws {@link InvalidInputError}.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues.map(problemOf));
}

export function invalidInput(problems: readonly InputProblem[]): InvalidInputError {
  const summary = problems.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`));
  return new InvalidInputError(summary.join('; '), problems);
}

function problemOf(issue: z.core.$ZodIssue): InputProblem {
  return { pointer: pointerTo(issue.path), detail: issue.message };
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
