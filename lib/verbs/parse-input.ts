import type { z } from 'zod';
import { InvalidInputError, type InputProblem } from '../errors';
import { isSameValue, mergeChanges, withoutAbsent, withoutRemoved } from '../model/changes';

/**
 * Turns what a caller sent into what a verb works with. Null says the same as leaving out what may be left out. Every problem is reported at once, each with a JSON pointer
 * to its place; of a verb that takes `changes`, the caller sent those alone, so pointers lead into them. Throws
 * {@link InvalidInputError}.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  return parsedBy(schema, withoutAbsent(input, schema));
}

function parsedBy<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidInput(parsed.error.issues.flatMap(problemsOf));
}

/**
 * What becomes of a resource by changes to it; null where they change nothing. Throws InvalidInputError, with pointers
 * into the changes.
 */
export function changedBy<Schema extends z.ZodType>(
  schema: Schema,
  before: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
  /** The schema that says what has members, where that is another. */
  form: z.ZodType = schema,
): z.output<Schema> | null {
  const after = parsedBy(schema, withoutRemoved(mergeChanges(before, changes, form), schema));
  return isSameValue(before, after) ? null : after;
}

export function invalidInput(problems: readonly InputProblem[]): InvalidInputError {
  const summary = problems.map(({ pointer, detail }) => (pointer === '' ? detail : `${pointer}: ${detail}`));
  return new InvalidInputError(summary.join('; '), problems);
}

function problemsOf(issue: z.core.$ZodIssue): readonly InputProblem[] {
  return mistakesOf(issue).map(({ path, message }) => ({
    pointer: pointerTo(path[0] === 'changes' ? path.slice(1) : path),
    detail: message,
  }));
}

/** What an issue says, each at its own place: members that there are not are one issue, at what holds them. */
export function mistakesOf(
  issue: z.core.$ZodIssue,
): readonly { readonly path: PropertyKey[]; readonly message: string }[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  return issue.keys.map((name) => ({
    path: [...issue.path, name],
    message: `There is no member "${name}" here.`,
  }));
}

/** RFC 6901: `~` and `/` inside a name are escaped. */
function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
