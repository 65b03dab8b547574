import type { LevelsAround } from './deep-items';

/** A member that an object of a JSON text has twice, of which reading keeps the last alone. */
export interface RepeatedMember {
  /** Names and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  /** The text of the item that it is in; null where it is in none. */
  readonly item: string | null;
}

/** The same while its item is read. */
interface Found {
  readonly path: readonly (string | number)[];
  item: string | null;
}

/** So many are told of a body that is refused as one. */
const MAX_TOLD = 20;

/**
 * The members of a JSON text that repeat one before them, of an item of a list (`around` 2) or of a line (0) the first alone. Takes several
 * times as long as reading, so it is asked where counting says that there are some. Names are compared as they are read: "a" is "\u0061".
 */
export function repeatedMembers(text: string, around: LevelsAround | null): readonly RepeatedMember[] {
  const found: Found[] = [];
  const places: Place[] = [];
  let inNoItem = 0;
  const reading: { item: Found | null } = { item: null };
  const note = () => {
    const path = places.map(({ name, index }) => index ?? name);
    const isInItem = around !== null && places.length > around && isItem(places, around);
    if (isInItem && reading.item !== null) return;
    if (!isInItem && inNoItem === MAX_TOLD) return;
    const one = { path, item: null };
    found.push(one);
    if (isInItem) reading.item = one;
    else inNoItem += 1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const place = places.at(-1);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (place?.awaitsName === true) {
        place.name = nameIn(text.slice(at, end));
        if (place.names.has(place.name)) note();
        place.names.add(place.name);
      }
      at = end - 1;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      const isObject = code === OPEN_OBJECT;
      places.push({
        start: at,
        index: isObject ? null : 0,
        name: '',
        awaitsName: isObject,
        names: new Set(),
      });
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      places.pop();
      if (reading.item !== null && places.length === around) {
        reading.item.item = text.slice(place?.start, at + 1);
        reading.item = null;
      }
    } else if (code === COLON && place !== undefined) place.awaitsName = false;
    else if (code === COMMA && place !== undefined) {
      if (place.index === null) place.awaitsName = true;
      else place.index += 1;
    }
  }
  return found;
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object that is open. */
interface Place {
  readonly start: number;
  /** Of a list: of the member that is read. Null for an object. */
  index: number | null;
  /** Of an object: of the member that is read. */
  name: string;
  awaitsName: boolean;
  readonly names: Set<string>;
}

/** Whether the place on that level is an item: the whole text, or one of a list in an object. */
function isItem(places: readonly Place[], around: LevelsAround): boolean {
  return around === 0 || (places[0]?.index === null && places[1]?.index !== null);
}

function nameIn(literal: string): string {
  return literal.includes('\\') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}

/** Behind the closing quote. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
