/** A number of a JSON text that reading it would change. */
export interface InexactNumber {
  /** Names and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  /** As it is written. */
  readonly literal: string;
}

/** Whether a text may hold one: most do not, and are looked at no closer. */
const MAY_BE_INEXACT = /[:[,\s]-?(?:\d{16}|\d[\d.]*[eE]\+?\d{3})/;

const MAX_FOUND = 1_000;

/**
 * The numbers in a JSON text that would be others once they are read: integers beyond 2^53 that no double holds, and what is
 * too large for one. (Fractions are rounded by everybody, and stay what they are to all digits that matter.) The text has to
 * be JSON. At most 1,000 are told.
 */
export function inexactNumbers(text: string): readonly InexactNumber[] {
  if (!MAY_BE_INEXACT.test(text)) return [];
  const found: InexactNumber[] = [];
  const places: Place[] = [];
  let at = 0;
  while (at < text.length && found.length < MAX_FOUND) {
    const code = text.charCodeAt(at);
    const place = places.at(-1);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (place !== undefined && place.awaitsName) place.name = [at, end];
      at = end;
      continue;
    }
    if (code === MINUS || (code >= DIGIT_0 && code <= DIGIT_9)) {
      const end = endOfNumber(text, at);
      const literal = text.slice(at, end);
      if (isInexact(literal)) found.push({ path: places.map((one) => nameOf(text, one)), literal });
      at = end;
      continue;
    }
    if (code === OPEN_LIST) places.push({ index: 0, name: null, awaitsName: false });
    else if (code === OPEN_OBJECT) places.push({ index: null, name: null, awaitsName: true });
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) places.pop();
    else if (code === COLON && place !== undefined) place.awaitsName = false;
    else if (code === COMMA && place !== undefined) {
      if (place.index === null) place.awaitsName = true;
      else place.index += 1;
    }
    at += 1;
  }
  return found;
}

const [QUOTE, BACKSLASH, MINUS, COMMA, COLON, DIGIT_0, DIGIT_9] = [0x22, 0x5c, 0x2d, 0x2c, 0x3a, 0x30, 0x39];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A list or an object that is open. */
interface Place {
  /** Of a list: of the member that is read. Null for an object. */
  index: number | null;
  /** Of an object: where the name stands of the member that is read. */
  name: readonly [start: number, end: number] | null;
  awaitsName: boolean;
}

function nameOf(text: string, { index, name }: Place): string | number {
  if (index !== null) return index;
  return name === null ? '' : String(JSON.parse(text.slice(name[0], name[1])));
}

/** Behind the closing quote. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}

const AFTER_NUMBER = new Set([COMMA, CLOSE_LIST, CLOSE_OBJECT, 0x20, 0x09, 0x0a, 0x0d]);

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && !AFTER_NUMBER.has(text.charCodeAt(at))) at += 1;
  return at;
}

/** More digits than any double needs to be told from others: BigInt would take long to read them. */
const MAX_DIGITS = 400;

function isInexact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return true;
  if (Number.isSafeInteger(value) || literal.length < 16) return false;
  const integer = /^(-?\d+)(?:\.0+)?$/.exec(literal)?.[1];
  // What a program wrote that has doubles itself comes back as it was written.
  if (integer === undefined || integer === String(value)) return false;
  return integer.length > MAX_DIGITS || BigInt(integer) !== BigInt(value);
}
