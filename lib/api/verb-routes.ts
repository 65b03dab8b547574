import { z } from 'zod';
import { NotFoundError } from '../errors';
import { membersOf } from '../model/changes';
import { withSentences } from '../model/with-sentences';
import { namesIn, partOf, type Part } from '../doors/parts';
import type { Place } from '../doors/places';
import type { Door, Verb } from '../verbs/verb';
import { answering, answeringNothing, type AnswerDescription } from '../protocol/route';
import { inputOf, withoutUndefined } from './bodies';
import { takingBack } from '../protocol/read-only';
import type { CallWithBody, Route } from './route';

// From what a verb says of itself to its route. Where each member of its input stands, lib/doors/parts.ts says.

/** The routes of those of the verbs that have a door. */
export function routesOf(verbs: readonly Verb[]): readonly Route[] {
  return verbs.flatMap((verb) => (verb.door === undefined ? [] : [routeOf(verb, verb.door)]));
}

function routeOf(verb: Verb, door: Door): Route {
  const { method, path, summary, ifMatch, operation = verb.name } = door;
  const said = { method, path, operation, summary, success: successOf(verb, door) };
  const row = { ...said, ...(ifMatch !== undefined && { ifMatch }) };
  const answer = async (ctx: CallWithBody['ctx'], input: unknown, key?: string) => {
    const body = await verb({ ctx, input });
    if (body === null && door.missing !== undefined) throw new NotFoundError(door.missing, key);
    if (verb.output === undefined) return {};
    return { body: door.hasOutcomes === true ? withSentences(body) : body };
  };
  if (method === 'GET') {
    const query = queryOf(verb, door);
    if (query === undefined) {
      return { ...row, handle: ({ ctx, parameters }) => answer(ctx, parameters, parameters['key']) };
    }
    return {
      ...row,
      query,
      handle: ({ ctx, parameters, query: given }) =>
        answer(ctx, { ...given, ...parameters }, parameters['key']),
    };
  }
  const body = bodyOf(verb, door);
  if (body === undefined) {
    return {
      ...row,
      handle: ({ ctx, parameters, version }) => answer(ctx, withoutUndefined({ ...parameters, version })),
    };
  }
  return { ...row, body, handle: (call) => answer(call.ctx, inputFrom(call, verb, door)) };
}

function successOf({ output }: Verb, { status, place }: Door): AnswerDescription {
  if (output === undefined) return answeringNothing;
  const isVersioned = Object.hasOwn(membersOf(output, {}) ?? {}, 'version');
  return {
    ...answering(output, status),
    ...(isVersioned && { etag: 'version' }),
    ...(place !== undefined && { place }),
  };
}

const namesOf = ({ input }: Verb, place: Place, ...parts: readonly Part[]): readonly string[] =>
  input instanceof z.ZodObject
    ? Object.keys(input.shape).filter((name) => parts.includes(partOf(place, name)))
    : [];

/** What of the input stands neither in the path nor in If-Match. */
function restOf(verb: Verb, place: Place): z.ZodObject | undefined {
  const names = namesOf(verb, place, 'query', 'changes', 'body');
  if (!(verb.input instanceof z.ZodObject) || names.length === 0) return undefined;
  const rest = Object.entries(verb.input.shape).filter(([name]) => names.includes(name));
  return z.strictObject(Object.fromEntries(rest)).meta({ ...verb.input.meta() });
}

function queryOf(verb: Verb, place: Place): z.ZodObject | undefined {
  const { input } = verb;
  return namesIn(place.path).length === 0 && input instanceof z.ZodObject ? input : restOf(verb, place);
}

function bodyOf(verb: Verb, door: Door): z.ZodType | undefined {
  const { input, output = z.undefined() } = verb;
  const [name = ''] = namesOf(verb, door, 'changes');
  const { [name]: changes, ...others } = restOf(verb, door)?.shape ?? {};
  if (changes instanceof z.ZodObject) return takingBack(changes.extend(others), output);
  if (door.method === 'DELETE' || namesIn(door.path).length > 0) return restOf(verb, door);
  const described = door.body ?? input;
  return door.status === 201 ? takingBack(described, output).meta({ ...described.meta() }) : described;
}

/** A PATCH's body holds the changes, and beside them what else the verb takes. */
function inputFrom(call: CallWithBody, verb: Verb, place: Place): Record<string, unknown> {
  const { parameters, version, body } = call;
  const [changes] = namesOf(verb, place, 'changes');
  if (changes === undefined) return namesIn(place.path).length > 0 ? inputOf(call) : { ...body };
  const others = namesOf(verb, place, 'body');
  const entries = Object.entries(body);
  const beside = entries.filter(([name]) => others.includes(name));
  const changed = entries.filter(([name]) => !others.includes(name));
  return {
    ...parameters,
    ...withoutUndefined(Object.fromEntries(beside)),
    version,
    [changes]: Object.fromEntries(changed),
  };
}
