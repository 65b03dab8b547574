import { ITEM_MEMBERS } from '../model/item-members';
import { isStorableText } from './storable-json';
import { UnreadableItem } from './unreadable-item';

const UNIT_FIELDS: ReadonlySet<string> = new Set(['unit', 'anonymous']);

/** What items have beside. Any other member is unknown, and a misspelt `unit` may be among those. */
const OTHER_FIELDS: ReadonlySet<string> = new Set(
  Object.values(ITEM_MEMBERS)
    .flat()
    .filter((field) => !UNIT_FIELDS.has(field)),
);

/** A unit's field as JSON writes it, in text that is no JSON as a whole. */
const WRITTEN_UNIT = /"(?:unit|anonymous)"\s*:\s*(?<value>"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)/g;

/** The units that an item names, whatever else is wrong with it: a number is told as its text, which is how it would be erased. */
export function unitsIn(given: unknown): readonly string[] {
  const named = given instanceof UnreadableItem ? writtenIn(given.text) : fieldsOf(given);
  return named
    .map((unit) => (typeof unit === 'number' ? String(unit) : unit))
    .filter((unit) => typeof unit === 'string')
    .filter(isStorableText);
}

function fieldsOf(given: unknown): readonly unknown[] {
  if (typeof given !== 'object' || given === null) return [];
  return Object.entries(given)
    .filter(([name]) => !OTHER_FIELDS.has(name))
    .map(([, value]): unknown => value);
}

function writtenIn(text: string): readonly unknown[] {
  return [...text.matchAll(WRITTEN_UNIT)].map(({ groups }): unknown => {
    try {
      return JSON.parse(groups?.['value'] ?? 'null');
    } catch {
      // A string with an escape that JSON does not know names nothing that could have been erased.
      return null;
    }
  });
}
