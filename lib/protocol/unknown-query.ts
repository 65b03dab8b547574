import { z } from 'zod';
import { invalidInput, type InputProblem } from '../errors';
import { membersOf } from '../model/changes';
import { isReadOnly } from './read-only';

/** What a route takes, and where. */
interface Taken {
  readonly path: string;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
}

/**
 * Each member has one place. Said in the query of what takes it elsewhere, or of what has no such thing, it would be passed over, and
 * something else be done than was asked: in another environment, say. Throws InvalidInputError, which names the place.
 */
export function refuseUnknownQuery(route: Taken, query: Readonly<Record<string, string>>): void {
  const unknown = Object.keys(query).filter((name) => !namesOf(route.query).includes(name));
  if (unknown.length > 0) throw invalidInput(unknown.map((name) => problemOf(route, name)));
}

function problemOf(route: Taken, name: string): InputProblem {
  return { pointer: `/${name}`, detail: detailOf(route, name) };
}

function detailOf({ path, query, body }: Taken, name: string): string {
  if (path.includes(`{${name}}`)) return `"${name}" stands in the path; leave it out of the query.`;
  if (namesOf(body).includes(name)) return `"${name}" is said in the body; leave it out of the query.`;
  const isNone = `There is no "${name}" in the query here`;
  const [inQuery, inBody] = [namesOf(query), namesOf(body)];
  if (inQuery.length > 0) return `${isNone}: it takes ${listOf(inQuery)}.`;
  if (inBody.length > 0) return `${isNone}: the body takes ${listOf(inBody)}.`;
  return `${isNone}: nothing is said there.`;
}

/** The members that may be said. */
function namesOf(schema: z.core.$ZodType | undefined): readonly string[] {
  if (schema === undefined) return [];
  if (schema instanceof z.ZodUnion) return [...new Set(schema.def.options.flatMap(namesOf))];
  const members = Object.entries(membersOf(schema, {}) ?? {});
  return members.filter(([, member]) => !isReadOnly(member)).map(([name]) => name);
}

const listOf = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
