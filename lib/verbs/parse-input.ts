import type { z } from 'zod';
import { InvalidInputError, type InputProblem } from '../errors';
import { isSameValue, mergeChanges, withoutAbsent, withoutRemoved } from '../model/changes';
import { mistakenNames, type Mistake } from './given-names';

/**
 * Turns what a caller sent into what a verb works with. Null says the same as leaving out what may be left out. Every problem is reported at once, each with a JSON pointer
 * to its place; of a verb that takes `changes`, the caller sent those alone, so pointers lead into them. Names are judged here and not by
 * the schema, which reads what is stored too. Throws {@link InvalidInputError}.
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  return parsedBy(schema, withoutAbsent(input, schema), mistakenNames(input));
}

function parsedBy<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  mistakes: readonly Mistake[] = [],
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success && mistakes.length === 0) return parsed.data;
  const problems = parsed.success ? [] : parsed.error.issues.flatMap(mistakesOf).map(problemOf);
  // What the schema says of a name already is not said twice.
  const said = new Set(problems.map(({ pointer }) => pointer));
  const ofNames = mistakes.map(problemOf).filter(({ pointer }) => !said.has(pointer));
  throw invalidInput([...problems, ...ofNames]);
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

function problemOf({ path, message }: Mistake): InputProblem {
  return { pointer: pointerTo(path[0] === 'changes' ? path.slice(1) : path), detail: message };
}

/** What an issue says, each at its own place: members that there are not are one issue, at what holds them. */
export function mistakesOf(issue: z.core.$ZodIssue): readonly Mistake[] {
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
