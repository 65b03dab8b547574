import { z } from 'zod';
import { keyScopes, permissions } from '../../auth/permissions';
import { instantSchema } from '../../model/eligibility';
import { nameSchema } from '../../model/key';
import { invalidInput } from '../parse-input';

const originSchema = z
  .url({ protocol: /^https?$/, error: 'An origin looks like https://shop.example.', abort: true })
  .superRefine((text, problems) => {
    const problem = originProblem(text);
    if (problem !== null) problems.addIssue({ code: 'custom', message: problem });
  });

/** Why no page has the URL as its origin, and what to write; null: pages may. */
function originProblem(text: string): string | null {
  const { origin, hostname } = new URL(text);
  if (hostname.includes('*'))
    return 'There are no wildcards: name each origin, such as https://shop.example.';
  if (origin === text) return null;
  return `Write "${origin}": browsers name the page so, in small ASCII letters, without user, default port, path, or slash at its end.`;
}

/** What a key is made with and what can be changed of it. */
export const keyFields = {
  name: nameSchema.describe('Where it is used, for people.'),
  scopes: z
    .array(z.enum(keyScopes))
    .describe('What a secret key may do. A publishable key has none: it evaluates and sends evidence.'),
  allowedOrigins: z
    .array(originSchema)
    .max(50, 'A key has at most 50 origins.')
    .describe(
      'Of a publishable key: the origins whose pages may use it, such as https://shop.example. Empty: any.',
    ),
  expiresAt: instantSchema.describe('From then on the key is refused. Null: it does not expire.'),
};

interface KindFields {
  readonly kind: 'secret' | 'publishable';
  readonly scopes: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/** Neither kind has what the other has: kept in silence it would look as if it did something. Throws InvalidInputError. */
export function refuseOfOtherKind({ kind, scopes, allowedOrigins }: KindFields): void {
  if (kind === 'publishable' && scopes.length > 0) {
    const detail = 'A publishable key has no scopes: it evaluates and sends evidence, and nothing more.';
    throw invalidInput([{ pointer: '/scopes', detail }]);
  }
  if (kind === 'secret' && allowedOrigins.length > 0) {
    const detail = 'A secret key has no origins: it never goes into a page. Make a publishable key for that.';
    throw invalidInput([{ pointer: '/allowedOrigins', detail }]);
  }
}

/** A key that is over at once is a mistake. Throws InvalidInputError. */
export function refusePast(expiresAt: Date | null, now: Date): void {
  if (expiresAt === null || expiresAt > now) return;
  const detail = 'This instant is past. To end a key now, revoke it.';
  throw invalidInput([{ pointer: '/expiresAt', detail }]);
}

/** Each once, in the order of the table. */
export function orderedScopes(scopes: readonly string[]): string[] {
  return permissions.filter((permission) => scopes.includes(permission));
}
