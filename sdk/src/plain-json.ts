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
 * A copy of what can be sent of a value from anywhere: own properties, finite numbers, texts with U+FFFD for what cannot be
 * stored, dates as ISO 8601. Whatever else it holds is left out: functions, symbols, bigints, objects that throw when they
 * are looked at, anything deeper than `depth`.
 */
function plain(value: unknown, depth: number): JsonValue | undefined {
  try {
    if (typeof value === 'string') return storable(value);
    if (typeof value === 'boolean' || Number.isFinite(value)) return value as boolean | number;
    if (typeof value !== 'object' || value === null) return undefined;
    if (value instanceof Date) return value.toISOString();
    if (depth === 0) return undefined;
    const members = Object.entries(value).slice(0, MAX_MEMBERS);
    const copies = members.map(([name, member]) => [storable(name), plain(member, depth - 1)] as const);
    if (Array.isArray(value)) return copies.map(([, copy]) => copy ?? null);
    return Object.fromEntries(copies.filter(([name]) => name !== '__proto__')) as JsonValue;
  } catch {
    return undefined;
  }
}

/** The value as it is sent; undefined where nothing of it can be. */
export function toPlainObject(value: unknown, depth: number): JsonValue | undefined {
  const copy = plain(value, depth);
  return typeof copy === 'object' && JSON.stringify(copy).length <= MAX_CHARACTERS ? copy : undefined;
}
