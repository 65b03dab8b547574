import { isStorableText } from './storable-json';
import { UnreadableItem } from './unreadable-item';

const UNIT_FIELDS = ['unit', 'anonymous'] as const;

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
  const fields = new Map<string, unknown>(Object.entries(given));
  return UNIT_FIELDS.map((field) => fields.get(field));
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
