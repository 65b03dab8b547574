import { z } from 'zod';
import {
  instantProblem,
  isStorableText,
  objectProblem,
  storableJson,
  storableProblem,
  textProblem,
  timeProblem,
  type ItemTimes,
} from './item-fields';
import { ItemRefusal } from './item-refusal';

// A check gives the field's value, or the refusal of the item: throwing would cost more than all checks together.

type TextCheck = (value: unknown) => string | ItemRefusal;

/** Text that holds none of these needs no closer look. */
const SUSPICIOUS = /[\0\ud800-\udfff]/;

export function textCheck(name: string, maxCharacters: number, code: string): TextCheck {
  const refusal = new ItemRefusal(code, textProblem(name, maxCharacters));
  return (value) => {
    if (typeof value !== 'string' || value.length === 0 || value.length > maxCharacters) return refusal;
    return SUSPICIOUS.test(value) && !isStorableText(value) ? refusal : value;
  };
}

/** The same for a field that may be left out. */
export function optional<Value>(
  check: (value: unknown) => Value | ItemRefusal,
): (value: unknown) => Value | undefined | ItemRefusal {
  return (value) => (value === undefined ? undefined : check(value));
}

/** The same for a field that may be left out or null. */
export function nullish<Value>(
  check: (value: unknown) => Value | ItemRefusal,
): (value: unknown) => Value | null | undefined | ItemRefusal {
  return (value) => (value === undefined || value === null ? value : check(value));
}

export function jsonObjectCheck(name: string, code: string): (value: unknown) => string | ItemRefusal {
  const notAnObject = new ItemRefusal(code, objectProblem(name));
  const notStorable = new ItemRefusal(code, storableProblem(name));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return notAnObject;
    return storableJson(value) ?? notStorable;
  };
}

const notAnInstant = new ItemRefusal('INVALID_TIMESTAMP', instantProblem);

export function instantCheck(value: unknown, times: ItemTimes): Date | ItemRefusal {
  if (typeof value !== 'string') return notAnInstant;
  const instantMs = readInstant(value);
  if (instantMs === null) return notAnInstant;
  return timeProblem(instantMs, times) ?? new Date(instantMs);
}

const IN_ANY_ZONE = z.regexes.datetime({ offset: true });
const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Milliseconds since 1970; null where the text is no instant. What programs write by themselves is read by hand. */
function readInstant(text: string): number | null {
  const milliseconds = text.length === 20 ? 0 : text.length === 24 ? readDigits(text, 20, 3) : null;
  const isPlain =
    milliseconds !== null &&
    milliseconds >= 0 &&
    text.endsWith('Z') &&
    text[4] === '-' &&
    text[7] === '-' &&
    text[10] === 'T' &&
    text[13] === ':' &&
    text[16] === ':' &&
    (text.length === 20 || text[19] === '.');
  if (!isPlain) return IN_ANY_ZONE.test(text) ? Date.parse(text) : null;
  const year = readDigits(text, 0, 4);
  const month = readDigits(text, 5, 2);
  const day = readDigits(text, 8, 2);
  const hour = readDigits(text, 11, 2);
  const minute = readDigits(text, 14, 2);
  const second = readDigits(text, 17, 2);
  // The first hundred years are Date.UTC's 1900s, and too old in any case; the pattern judges them.
  if (year < 100) return IN_ANY_ZONE.test(text) ? Date.parse(text) : null;
  if (month < 1 || day < 1 || hour < 0 || minute < 0 || second < 0) return null;
  if (hour > 23 || minute > 59 || second > 59 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return null;
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (month === 2 && day === 29 && !isLeapYear) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second, milliseconds);
}

/** The number that the digits at a place write; -1 where not all of them are digits. */
function readDigits(text: string, start: number, count: number): number {
  let number = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    number = number * 10 + digit;
  }
  return number;
}
