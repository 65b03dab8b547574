import {
  instantWithin,
  notAnInstant,
  objectProblem,
  PLACEHOLDER_ID,
  textProblem,
  type ItemTimes,
} from './item-fields';
import { ItemRefusal } from './item-refusal';
import { isStorableText, storableJson } from './storable-json';

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

/** The same for a field that names somebody or something: `isRefused` says which texts name none, `problem` why. */
export function idCheck(
  name: string,
  maxCharacters: number,
  code: string,
  isRefused: (id: string) => boolean,
  problem: string,
): TextCheck {
  const check = textCheck(name, maxCharacters, code);
  const refusal = new ItemRefusal(PLACEHOLDER_ID, problem);
  return (value) => {
    const text = check(value);
    return text instanceof ItemRefusal || !isRefused(text) ? text : refusal;
  };
}

/** The same for a field that may be left out; null says the same as nothing, as senders write it for "none". */
export function optional<Value>(
  check: (value: unknown) => Value | ItemRefusal,
): (value: unknown) => Value | undefined | ItemRefusal {
  return (value) => (value === undefined || value === null ? undefined : check(value));
}

export function jsonObjectCheck(name: string, code: string): (value: unknown) => string | ItemRefusal {
  const notAnObject = new ItemRefusal(code, objectProblem(name));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return notAnObject;
    const text = storableJson(value);
    return typeof text === 'string' ? text : new ItemRefusal(code, `${name}${text.problem}`);
  };
}

export function instantCheck(value: unknown, times: ItemTimes): Date | ItemRefusal {
  return typeof value === 'string' ? instantWithin(value, times) : notAnInstant;
}
