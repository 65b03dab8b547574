import type { z } from 'zod';
import { numberProblem } from './number-problem';
import { invalidInput, type InputProblem } from '../errors';
import { isSameValue, mergeChanges, withoutAbsent, withoutRemoved } from '../model/changes';
import { pointerTo } from '../model/json-pointer';
import { mistakesOf, type Mistake } from '../model/mistake';
import { mistakenNames } from './given-names';

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
  const parsed = schema.safeParse(input, { error: numberProblem });
  if (parsed.success && mistakes.length === 0) return parsed.data;
  const problems = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => mistakesOf(issue, schema, input)).map(problemOf);
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

export { invalidInput } from '../errors';

function problemOf({ path, message }: Mistake): InputProblem {
  return { pointer: pointerTo(path[0] === 'changes' ? path.slice(1) : path), detail: message };
}
