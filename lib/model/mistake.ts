import type { z } from 'zod';
import { membersAt } from './changes';
import { unknownMember } from './unknown-member';

/** A mistake and where it is, as schemas tell theirs. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * What a schema's issue with a value says, each at its own place: members that there are not are one issue, at what holds them.
 */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  schema: z.core.$ZodType,
  value: unknown,
): readonly Mistake[] {
  if (issue.code !== 'unrecognized_keys') return [issue];
  const members = Object.keys(membersAt(schema, value, issue.path) ?? {});
  return issue.keys.map((name) => ({ path: [...issue.path, name], message: unknownMember(name, members) }));
}
