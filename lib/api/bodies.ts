import { z } from 'zod';
import { invalidInput, parseInput } from '../verbs/parse-input';
import type { CallWithBody } from './route';

const objectSchema = z.record(z.string(), z.unknown(), 'The body is a JSON object.');

/** A body that may be left out; anything but an object is refused. */
export function optionalObject(body: unknown): Record<string, unknown> {
  return parseInput(objectSchema, body ?? {});
}

/** The same object without its undefined members: a verb's schema tells "not given" from "given as undefined". */
export function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/**
 * The input of a verb whose fields are the body's, with what the path and If-Match say. In the body those would be passed over in
 * silence, so there they are refused. Throws InvalidInputError.
 */
export function inputOf({ parameters, version, body }: CallWithBody): Record<string, unknown> {
  const problems = [
    ...Object.keys(parameters).map((name) => ({ name, where: 'in the path' })),
    { name: 'version', where: 'in the header If-Match' },
  ]
    .filter(({ name }) => Object.hasOwn(body, name))
    .map(({ name, where }) => ({
      pointer: `/${name}`,
      detail: `"${name}" stands ${where}; leave it out of the body.`,
    }));
  if (problems.length > 0) throw invalidInput(problems);
  return withoutUndefined({ ...body, ...parameters, version });
}
