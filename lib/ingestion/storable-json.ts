import { nameProblem, unseenProblem, withUnseen } from '../assignment/name-problem';
import { isPlaceholderId } from '../assignment/placeholder-id';

// What Postgres cannot store as it came (NUL, half of a surrogate pair) is refused and not mended: two texts that differ only there
// would become one.

const MAX_STORED_JSON_CHARACTERS = 16 * 1024;

/** Whether a text can be stored and read back unchanged. */
export function isStorableText(text: string): boolean {
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** Why attributes or properties are not stored, to be read behind the name of their field. */
export class Unstorable {
  constructor(readonly problem: string) {}
}

const UNSTORABLE = new Unstorable(
  ' must take at most 16,384 characters of JSON, without NUL, half a surrogate pair, or the name __proto__',
);

/** The JSON text under which attributes or properties are stored, or why there is none. */
export function storableJson(members: object): string | Unstorable {
  const text = JSON.stringify(members);
  if (text.length > MAX_STORED_JSON_CHARACTERS) return UNSTORABLE;
  // What cannot be stored shows in the text: a few characters to look for, where walking every value takes longer. What a member
  // lacks a name for does not, and only the outermost are named by people: further in, "null" may be what is counted.
  if (!MAY_BE_UNSTORABLE.test(text) && !Object.keys(members).some(isPlaceholderId)) return text;
  return problemIn(members, '') ?? text;
}

/** The text of those members alone that can be stored, and whether these are all. Null: none can. */
export function storablePart(members: object): { readonly text: string | null; readonly isWhole: boolean } {
  const whole = storableJson(members);
  if (typeof whole === 'string') return { text: whole, isWhole: true };
  const storable = Object.entries(members).filter(([name, one]) => problemOf(name, one, '') === null);
  const part = storableJson(Object.fromEntries(storable));
  return { text: typeof part === 'string' && storable.length > 0 ? part : null, isWhole: false };
}

/**
 * Escapes, which stand for control characters and halves of pairs too, and those that no name may hold and JSON does not escape; of what
 * takes two units the first.
 */
const MAY_BE_UNSTORABLE =
  /\\[bfnrtu]|__proto__|[\u034f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud804\ud80d\ud82f\ud834\udb40-\udb43]|[\u17b4\u17b5]/;

/** Of all texts and names, at every depth, the first that cannot be stored. `__proto__` is no honest name. */
function problemIn(value: unknown, pointer: string): Unstorable | null {
  if (typeof value === 'string') return isStorableText(value) ? null : UNSTORABLE;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const problem = problemOf(name, member, pointer);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf(name: string, member: unknown, pointer: string): Unstorable | null {
  if (name === '__proto__' || !isStorableText(name)) return UNSTORABLE;
  const wrong = pointer === '' ? nameProblem(name) : unseenProblem(name);
  const place = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (wrong === null) return problemIn(member, place);
  return new Unstorable(`: the name at "${withUnseen(place.slice(0, 200))}" ${wrong}`);
}
