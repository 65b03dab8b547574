import { z } from 'zod';
import { NotFoundError } from '../errors';
import { membersOf } from '../model/changes';
import { withSentences } from '../model/with-sentences';
import type { Door, Verb } from '../verbs/verb';
import { answering, answeringNothing, type AnswerDescription } from '../protocol/route';
import { inputOf, withoutUndefined } from './bodies';
import { takingBack } from './read-only';
import type { CallWithBody, Route } from './route';

// From what a verb says of itself to its route. Of its input, names of the path stand there, `version` in If-Match, and the rest in
// the query of a GET, in the body of any other.

/** The routes of those of the verbs that have a door. */
export function routesOf(verbs: readonly Verb[]): readonly Route[] {
  return verbs.flatMap((verb) => (verb.door === undefined ? [] : [routeOf(verb, verb.door)]));
}

function routeOf(verb: Verb, door: Door): Route {
  const { method, path, summary, ifMatch, operation = verb.name } = door;
  const said = { method, path, operation, summary, success: successOf(verb, door) };
  const row = { ...said, ...(ifMatch !== undefined && { ifMatch }) };
  const answer = async (ctx: CallWithBody['ctx'], input: unknown, key = '') => {
    const body = await verb({ ctx, input });
    if (body === null && door.missing !== undefined) throw new NotFoundError(door.missing, key);
    if (verb.output === undefined) return {};
    return { body: door.hasOutcomes === true ? withSentences(body) : body };
  };
  if (method === 'GET') {
    const query = queryOf(verb, path);
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
  return { ...row, body, handle: (call) => answer(call.ctx, inputFrom(call, verb, path)) };
}

function successOf({ output }: Verb, { status }: Door): AnswerDescription {
  if (output === undefined) return answeringNothing;
  const isVersioned = Object.hasOwn(membersOf(output, {}) ?? {}, 'version');
  return { ...answering(output, status), ...(isVersioned && { etag: 'version' }) };
}

const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** What of the input stands neither in the path nor in If-Match. */
function restOf(verb: Verb, path: string): z.ZodObject | undefined {
  const elsewhere = [...namesIn(path), 'version'];
  if (!(verb.input instanceof z.ZodObject)) return undefined;
  const { shape } = verb.input;
  const rest = Object.entries(shape).filter(([name]) => !elsewhere.includes(name));
  return rest.length === 0
    ? undefined
    : z.strictObject(Object.fromEntries(rest)).meta({ ...verb.input.meta() });
}

function queryOf(verb: Verb, path: string): z.ZodObject | undefined {
  const { input } = verb;
  return namesIn(path).length === 0 && input instanceof z.ZodObject ? input : restOf(verb, path);
}

function bodyOf(verb: Verb, { path, method, status, body }: Door): z.ZodType | undefined {
  const { input, output = z.undefined() } = verb;
  const { changes, ...others } = restOf(verb, path)?.shape ?? {};
  if (changes instanceof z.ZodObject) return takingBack(changes.extend(others), output);
  if (method === 'DELETE' || namesIn(path).length > 0) return restOf(verb, path);
  const described = body ?? input;
  return status === 201 ? takingBack(described, output).meta({ ...described.meta() }) : described;
}

/** A PATCH's body holds the changes, and beside them what else the verb takes. */
function inputFrom(call: CallWithBody, verb: Verb, path: string): Record<string, unknown> {
  const { parameters, version, body } = call;
  const { changes, ...others } = restOf(verb, path)?.shape ?? {};
  if (changes === undefined) return namesIn(path).length > 0 ? inputOf(call) : { ...body };
  const entries = Object.entries(body);
  const beside = entries.filter(([name]) => Object.hasOwn(others, name));
  const changed = entries.filter(([name]) => !Object.hasOwn(others, name));
  return {
    ...parameters,
    ...withoutUndefined(Object.fromEntries(beside)),
    version,
    changes: Object.fromEntries(changed),
  };
}
