import type { JsonValue } from '../../lib/assignment/configuration';

/** What the server stores beside an exposure or event at most. */
const MAX_CHARACTERS = 16 * 1024;
/** Half a surrogate pair and NUL, which no database stores: as they are, and as JSON writes them beside its other escapes. */
const UNSTORABLE = /[\ud800-\udfff]|\0/u;
const ESCAPES = /\\(?:u(?:0000|d[89a-f]..)|.)/g;

/** Whether a text of 1 to `maxCharacters` characters can be stored as it is. Each evaluation asks: nothing is replaced to know. */
export function isStorable(text: unknown, maxCharacters: number): text is string {
  return typeof text === 'string' && text !== '' && text.length <= maxCharacters && !UNSTORABLE.test(text);
}

/**
 * Members as a server is sent them, so that both decide alike: JSON makes a text of a Date, null of NaN, and of an object with
 * `toJSON` whatever that says; a member for which it has no words is absent. Most need none of it, and come back as they are.
 */
export function asSent(members: { readonly [name: string]: unknown }): { readonly [name: string]: unknown } {
  for (const name in members) {
    const value = members[name] ?? '';
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) continue;
    return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, throughJson(member)]));
  }
  return members;
}

function throughJson(value: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(value));
  } catch {
    return undefined;
  }
}

/** The members as they are sent and stored: U+FFFD for what cannot be in a text. Undefined where nothing of them can be. */
export function toPlainObject(
  members: { readonly [name: string]: unknown } | undefined,
): JsonValue | undefined {
  try {
    // No honest name, and the server takes none of it.
    const honest = (name: string, value: unknown) => (name === '__proto__' ? undefined : value);
    const text = JSON.stringify(asSent(members ?? {}), honest).replace(ESCAPES, (escape) =>
      escape.length > 2 ? '\ufffd' : escape,
    );
    return text.length <= MAX_CHARACTERS && text.startsWith('{')
      ? (JSON.parse(text) as JsonValue)
      : undefined;
  } catch {
    return undefined;
  }
}
