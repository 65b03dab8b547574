import type { Place } from './places';

/** Where in a request a member of an input stands. Members of `changes` stand in the body one by one; `version` in If-Match. */
export type Part = 'path' | 'version' | 'query' | 'changes' | 'body';

export const namesIn = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');

/** The one rule that routes read requests by (lib/api/verb-routes.ts), and clients write them by (lib/client/form-request.ts). */
export function partOf({ method, path }: Place, member: string): Part {
  if (namesIn(path).includes(member)) return 'path';
  if (member === 'version') return 'version';
  if (method === 'GET') return 'query';
  return member === 'changes' ? 'changes' : 'body';
}
