import { defaultKeyScopes, isNamedScope } from '@/lib/auth/permissions';
import { formatAge, formatDay, formatInstant } from '@/lib/charts/format-time';
import type { KeyView } from '@/lib/verbs/keys/key-view';

/** A key in words: what the table shows, and what its dialogs say before something ends. */
export interface KeyFacts {
  readonly key: string;
  readonly version: number;
  readonly name: string;
  readonly kind: KeyView['kind'];
  readonly scopes: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly prefix: string;
  /** Why it does not work; null: it does. */
  readonly stopped: string | null;
  /** "production", "whole workspace (production)". */
  readonly place: string;
  /** What it may, or from where it may be used. */
  readonly may: string;
  readonly made: string;
  readonly by: string | null;
  readonly expires: string;
  readonly lastUsed: string;
  readonly tokenMade: string | null;
  readonly rotation: { readonly prefix: string; readonly ends: string; readonly lastUsed: string } | null;
}

export function keyFactsOf(view: KeyView, timeZone: string, now: Date): KeyFacts {
  const { key, version, name, kind, scopes, allowedOrigins, prefix, createdAt, expiresAt, rotation } = view;
  const isFirstToken = view.tokenCreatedAt.getTime() === createdAt.getTime();
  return {
    ...{ key, version, name, kind, scopes, allowedOrigins, prefix },
    stopped: stoppedWords[view.state],
    place: view.reach === 'workspace' ? `whole workspace (${view.environment})` : view.environment,
    may: kind === 'secret' ? scopeWords(scopes) : originWords(allowedOrigins),
    made: formatDay(createdAt, timeZone),
    by: view.createdBy,
    expires: expiresAt === null ? 'never' : formatInstant(expiresAt, timeZone),
    lastUsed: usedWords(view.lastUsedAt, now),
    tokenMade: isFirstToken ? null : formatDay(view.tokenCreatedAt, timeZone),
    rotation:
      rotation === null
        ? null
        : {
            prefix: rotation.prefix,
            ends: formatInstant(rotation.endsAt, timeZone),
            lastUsed: usedWords(rotation.lastUsedAt, now),
          },
  };
}

const stoppedWords = {
  active: null,
  expired: 'expired: it is refused',
  archived: 'its environment is archived: it is refused',
} as const;

/** The last use is known to a minute or two. */
function usedWords(lastUsedAt: Date | null, now: Date): string {
  if (lastUsedAt === null) return 'not seen yet';
  const age = formatAge(lastUsedAt, now);
  return age === 'just now' ? age : `${age} ago`;
}

function scopeWords(scopes: readonly string[]): string {
  if (scopes.length === 0) return 'nothing';
  const named = scopes.filter(isNamedScope);
  const usual = scopes.filter((scope) => !isNamedScope(scope));
  return [...(usual.length < defaultKeyScopes.length ? usual : ['the usual']), ...named].join(', ');
}

function originWords(allowedOrigins: readonly string[]): string {
  const from = allowedOrigins.length === 0 ? 'any origin' : allowedOrigins.join(', ');
  return `evaluate and send, from ${from}`;
}
