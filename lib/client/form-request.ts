import { partOf, type Part } from '../doors/parts';
import type { Place } from '../doors/places';

/** A request that is not sent yet. */
export interface FormedRequest {
  readonly method: Place['method'];
  /** With its query. */
  readonly path: string;
  readonly ifMatch?: string;
  readonly body?: unknown;
}

/** The request for an operation: each member of its input in the part that the server reads it from. */
export function formRequest(place: Place, input: object): FormedRequest {
  const given = Object.entries<unknown>({ ...input }).filter(([, value]) => value !== undefined);
  const standingIn = (part: Part) => given.filter(([name]) => partOf(place, name) === part);
  const path = standingIn('path').reduce<string>(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(textOf(value))),
    place.path,
  );
  const query = standingIn('query').map(([name, value]) => [name, textOf(value)]);
  const body = [...standingIn('changes').flatMap(([, changes]) => membersOf(changes)), ...standingIn('body')];
  const [version] = standingIn('version');
  return {
    method: place.method,
    path: query.length === 0 ? path : withQuery(path, new URLSearchParams(query)),
    ...(version && { ifMatch: `"${textOf(version[1])}"` }),
    ...(body.length > 0 && { body: Object.fromEntries(body) }),
  };
}

const withQuery = (path: string, query: URLSearchParams): string =>
  `${path}${path.includes('?') ? '&' : '?'}${query.toString()}`;

const membersOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries<unknown>({ ...value }) : [];

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Date ? value.toISOString() : JSON.stringify(value);
}
