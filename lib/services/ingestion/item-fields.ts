import { z } from 'zod';

// The fields that exposures and events share. What Postgres cannot store as it came (NUL, half of a surrogate pair) is
// refused and not mended: two units that differ only there would become one.

const MAX_STORED_JSON_CHARACTERS = 16 * 1024;

/** Whether a text can be stored and read back unchanged. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Whether a value from JSON can be: all its texts and keys, at every depth. `__proto__` is no honest key. */
function isStorableJson(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, member]) => key !== '__proto__' && isStorableText(key) && isStorableJson(member),
  );
}

/** The JSON text under which attributes or properties are stored; null for what cannot be. */
export function storableJson(value: unknown): string | null {
  if (!isStorableJson(value)) return null;
  const text = JSON.stringify(value);
  return text.length <= MAX_STORED_JSON_CHARACTERS ? text : null;
}

export function textField(name: string, maxCharacters: number) {
  const error = `${name} must be a text of 1 to ${maxCharacters} characters, without NUL or half a surrogate pair`;
  return z
    .string({ error })
    .min(1, { error })
    .max(maxCharacters, { error })
    .refine(isStorableText, { error });
}

export const unitField = textField('unit', 512);
export const idField = textField('id', 512).optional();

const EARLIEST = Date.UTC(2000, 0, 1);
const MAX_AHEAD_MS = 24 * 60 * 60 * 1000;

/** An ISO 8601 instant with its zone, between the year 2000 and a day from now. */
export function occurredAtField(now: Date) {
  const error = 'occurredAt must be an ISO 8601 date and time with its zone, such as "2026-01-31T09:30:00Z"';
  return z.iso
    .datetime({ offset: true, error })
    .transform((text) => new Date(text))
    .refine((instant) => instant.getTime() >= EARLIEST, { error: 'occurredAt is before the year 2000' })
    .refine((instant) => instant.getTime() <= now.getTime() + MAX_AHEAD_MS, {
      error: 'occurredAt is more than 24 hours in the future',
    })
    .optional();
}

/** An object of JSON, as the text under which it is stored. */
export function jsonObjectField(name: string) {
  const error = `${name} must be an object`;
  return z
    .custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
      error,
    })
    .transform((value, problems) => {
      const text = storableJson(value);
      if (text !== null) return text;
      const message = `${name} must take at most 16 kB, without NUL, half a surrogate pair or the key __proto__`;
      problems.addIssue({ code: 'custom', message });
      return z.NEVER;
    })
    .nullish();
}
