import type { JsonValue } from '../../lib/assignment/configuration';

/** What the server stores beside an exposure or event at most. */
const MAX_CHARACTERS = 16 * 1024;
const MAX_MEMBERS = 100;
/** Half a surrogate pair and NUL, which no database stores. */
const UNSTORABLE = /\p{Surrogate}|\0/gu;

const storable = (text: string) => text.replace(UNSTORABLE, '\ufffd');

/** Whether a text of 1 to `maxCharacters` characters can be stored as it is. Each evaluation asks: nothing is replaced to know. */
export function isStorable(text: unknown, maxCharacters: number): text is string {
  return (
    typeof text === 'string' && text !== '' && text.length <= maxCharacters && text.search(UNSTORABLE) < 0
  );
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

/** A copy of what can be stored of JSON: U+FFFD for what cannot be in a text, nothing that lies deeper than `depth`. */
function plain(value: unknown, depth: number): JsonValue | undefined {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value as number | boolean | undefined;
  if (depth === 0) return undefined;
  const members = Object.entries(value).slice(0, MAX_MEMBERS);
  const copies = members.map(([name, member]) => [storable(name), plain(member, depth - 1)] as const);
  if (Array.isArray(value)) return copies.map(([, copy]) => copy ?? null);
  return Object.fromEntries(copies.filter(([name]) => name !== '__proto__')) as JsonValue;
}

/** The members as they are sent and stored; undefined where nothing of them can be. */
export function toPlainObject(
  members: { readonly [name: string]: unknown } | undefined,
  depth: number,
): JsonValue | undefined {
  try {
    const copy = plain(asSent(members ?? {}), depth);
    return typeof copy === 'object' && JSON.stringify(copy).length <= MAX_CHARACTERS ? copy : undefined;
  } catch {
    return undefined;
  }
}
