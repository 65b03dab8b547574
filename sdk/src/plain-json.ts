import type { JsonValue } from '../../lib/assignment/configuration';

/** What the server stores beside an exposure or event at most. */
const MAX_CHARACTERS = 16 * 1024;
const MAX_VALUES = 1_000;
/** Half a surrogate pair and NUL, which no database stores. */
const UNSTORABLE = /\p{Surrogate}|\0/gu;

export const MAX_UNIT_CHARACTERS = 512;

export function isStorableText(text: string): boolean {
  return text.search(UNSTORABLE) === -1;
}

/**
 * A copy of what can be sent of a value from anywhere: own properties, finite numbers, texts with U+FFFD for what cannot be
 * stored, dates as ISO 8601. Whatever else it holds is left out: functions, symbols, bigints, throwing getters, anything
 * deeper than `depth`. Undefined when nothing is left, or more than 16 kB.
 */
export function toPlainObject(value: unknown, depth: number): { [name: string]: JsonValue } | undefined {
  let valuesLeft = MAX_VALUES;

  const copy = (given: unknown, depthLeft: number): JsonValue | undefined => {
    valuesLeft -= 1;
    if (valuesLeft < 0) return undefined;
    if (typeof given === 'string') return given.replace(UNSTORABLE, '\ufffd');
    if (typeof given === 'boolean' || Number.isFinite(given)) return given as boolean | number;
    if (typeof given !== 'object' || given === null) return undefined;
    if (given instanceof Date) return given.toISOString();
    if (depthLeft === 0) return undefined;
    if (Array.isArray(given)) return given.slice(0, MAX_VALUES).flatMap((item) => read(() => item, depthLeft - 1) ?? []);
    return copyObject(given, depthLeft);
  };

  const copyObject = (given: object, depthLeft: number) => {
    const plain: { [name: string]: JsonValue } = {};
    for (const name of Object.keys(given).slice(0, MAX_VALUES)) {
      const member = read(() => Reflect.get(given, name), depthLeft - 1);
      if (member !== undefined && name !== '__proto__' && isStorableText(name)) plain[name] = member;
    }
    return plain;
  };

  const read = (get: () => unknown, depthLeft: number) => {
    try {
      return copy(get(), depthLeft);
    } catch {
      return undefined;
    }
  };

  const plain = read(() => value, depth);
  if (typeof plain !== 'object' || plain === null || isList(plain)) return undefined;
  const { length } = JSON.stringify(plain);
  return length > 2 && length <= MAX_CHARACTERS ? { ...plain } : undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
