import { nameProblem, unseenProblem } from '../assignment/name-problem';
import type { Mistake } from '../model/mistake';

/** What a member of an input names, wherever it stands. */
const NAMING: ReadonlyMap<string, string> = new Map([
  ['attribute', 'The name of an attribute'],
  ['event', 'The name of an event'],
  ['property', 'The name of a property'],
]);

/** Lists of these that hold texts hold names of attributes. */
const LISTS: ReadonlySet<string> = new Set(['attributes', 'segments']);

/** What is below these is people's own: values of variants and conditions, fields to set or to rename, a unit's attributes. */
const OWN: ReadonlySet<string> = new Set(['value', 'set', 'rename', 'attributes']);

/** Deeper than any input goes; what is deeper is refused where it is read. */
const MAX_DEPTH = 64;

/**
 * What is wrong with the names of attributes, events and properties in a verb's input, each at its place; and what nobody sees in a name
 * that people read, where it would turn the text beside it around. Asked of what somebody sends,
 * and of nothing that is stored: that stays readable under the name that it has.
 */
export function mistakenNames(input: unknown): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const judge = (name: unknown, what: string, path: readonly PropertyKey[], problemOf = nameProblem) => {
    const problem = typeof name === 'string' ? problemOf(name) : null;
    if (problem !== null) mistakes.push({ path: [...path], message: `${what} ${problem}.` });
  };
  const visit = (value: unknown, path: readonly PropertyKey[]): void => {
    if (typeof value !== 'object' || value === null || path.length > MAX_DEPTH) return;
    if (Array.isArray(value)) {
      value.forEach((one: unknown, index) => {
        visit(one, [...path, index]);
      });
      return;
    }
    for (const [member, one] of Object.entries(value)) {
      const place = [...path, member];
      const what = NAMING.get(member);
      if (what !== undefined) judge(one, what, place);
      if (member === 'name') judge(one, 'The name', place, unseenProblem);
      if (LISTS.has(member) && Array.isArray(one)) {
        one.forEach((name: unknown, index) => {
          judge(name, 'The name of an attribute', [...place, index]);
        });
      }
      if (!OWN.has(member)) visit(one, place);
    }
  };
  visit(input, []);
  return mistakes;
}
