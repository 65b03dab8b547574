import { InvalidInputError } from '../errors';
import { pointerTo } from '../model/json-pointer';

const maximumDepth = 64;

/**
 * Refuses what JSON allows and Postgres cannot store, so that it is a clear 400 and never a failed statement: NUL
 * characters, half surrogate pairs, and nesting without end. Throws {@link InvalidInputError} with the place.
 */
export function refuseUnstorable(value: unknown, pointer = '', depth = 0): void {
  if (depth > maximumDepth) {
    refuse(pointer, `is nested deeper than ${String(maximumDepth)} levels`);
  }
  if (typeof value === 'string') refuseUnstorableText(value, pointer);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    refuseUnstorableText(name, pointer);
    refuseUnstorable(member, `${pointer}${pointerTo([name])}`, depth + 1);
  }
}

function refuseUnstorableText(text: string, pointer: string): void {
  if (text.includes('\0')) refuse(pointer, 'holds the NUL character, which cannot be stored');
  if (/\p{Surrogate}/u.test(text)) refuse(pointer, 'holds half of a surrogate pair, which is no character');
}

function refuse(pointer: string, what: string): never {
  const place = pointer.length > 200 ? `${pointer.slice(0, 200)}...` : pointer;
  throw new InvalidInputError(`${place === '' ? 'The body' : place} ${what}.`, [
    { pointer: place, detail: what },
  ]);
}
