import type { JsonValue } from '../../lib/assignment/configuration';
import { isPlaceholderId } from '../../lib/assignment/placeholder-id';
import { UNSEEN } from '../../lib/assignment/printable-name';

/** What the server stores beside an exposure or event at most. */
const MAX_CHARACTERS = 16 * 1024;
/** Half a surrogate pair and NUL, which no database stores: as they are, and as JSON writes them beside its other escapes. */
const UNSTORABLE = /[\p{Cs}\0]/u;
/** A bracket on the 32nd level, written with a space for each before it: with the item around it that is one level too many. */
const TOO_DEEP = /\n {31}.*[[\]{}],?\n/;
const ESCAPES = /\\(u(0000|d[89a-f]..)|.)/g;

/** Whether a text of 1 to `maxCharacters` characters can be stored as it is. Each evaluation asks: nothing is replaced to know. */
export function isStorable(text: unknown, maxCharacters: number): text is string {
  return typeof text === 'string' && text !== '' && text.length <= maxCharacters && !UNSTORABLE.test(text);
}

/** Left out where it cannot be stored: evidence is not lost for what a browser calls itself. */
export function storableUserAgent(userAgent: unknown): string | undefined {
  return isStorable(userAgent, 2_000) ? userAgent : undefined;
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

/** The members as they are sent and stored: U+FFFD for what cannot be in a text. Throws where the server would refuse them. */
export function toPlainObject(members: unknown): JsonValue {
  const text = JSON.stringify(members ?? {});
  // Measured first: what an application hands over may be of any size.
  if (
    text.length > MAX_CHARACTERS ||
    !text.startsWith('{') ||
    TOO_DEEP.test(JSON.stringify(members, null, 1))
  )
    throw new Error('too large');
  const mended = text.replace(ESCAPES, (escape) => (escape.length > 2 ? '\ufffd' : escape));
  // No honest name, and the server takes nothing that has it.
  return JSON.parse(mended, (name, value) => {
    // The last one is all of it.
    if (UNSEEN.test(name) || (!name && Object.keys(value as object).some(isPlaceholderId)))
      throw new Error('names');
    return name === '__proto__' ? undefined : (value as unknown);
  }) as JsonValue;
}
