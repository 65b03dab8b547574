import { z } from 'zod';
import { parseInput } from '../../services/parse-input';

const objectSchema = z.record(z.string(), z.unknown());

/** A body that may be left out; anything but an object is refused. */
export function optionalObject(body: unknown): Record<string, unknown> {
  return parseInput(objectSchema, body ?? {});
}

/** The same object without its undefined members: a verb's schema tells "not given" from "given as undefined". */
export function withoutUndefined(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
