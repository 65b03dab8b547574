/** A number of a JSON text that reading it would change. */
export interface InexactNumber {
  /** Names and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  /** As it is written. */
  readonly literal: string;
}

/** Whether a text may hold one: most do not, and are looked at no closer. */
const MAY_BE_INEXACT = /[:[,\s]-?(?:\d{16}|\d[\d.]*[eE]\+?\d)/;

const MAY_BE_LARGE = /^-?(?:\d{16}|[\d.]+[eE]\+?\d)/;

/** So many in one body, and it is not worth looking for more: whoever gets this many refuses all of it. */
export const MAX_INEXACT = 50_000;

/** Of one item of a list; it is refused by the first. */
const MAX_IN_ITEM = 50;

/**
 * The numbers in a JSON text that would be others once they are read: what no double holds beyond 2^53, fractions too, as there none
 * has any, and what is too large for one. (Smaller fractions are rounded by everybody, and stay what they are to all digits that
 * matter.) The text has to be JSON. Returns at most {@link MAX_INEXACT}, and at most 50 of one item of a list, so that each item that holds any is there.
 */
export function inexactNumbers(text: string): readonly InexactNumber[] {
  if (!MAY_BE_INEXACT.test(text)) return [];
  const found: InexactNumber[] = [];
  const places: Place[] = [];
  const itemFound = itemCounter(places);
  let at = 0;
  while (at < text.length && found.length < MAX_INEXACT) {
    const code = text.charCodeAt(at);
    const place = places.at(-1);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (place?.awaitsName === true) place.name = [at, end];
      at = end;
      continue;
    }
    if (code === MINUS || (code >= DIGIT_0 && code <= DIGIT_9)) {
      const end = endOfNumber(text, at);
      const literal = text.slice(at, end);
      if (MAY_BE_LARGE.test(literal) && itemFound.count() < MAX_IN_ITEM && isInexact(literal)) {
        itemFound.add();
        found.push({ path: places.map((one) => nameOf(text, one)), literal });
      }
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

/** How many were found in the list's member that is read: where the two outermost places are the same. */
function itemCounter(places: readonly Place[]): { readonly count: () => number; readonly add: () => void } {
  let before: readonly unknown[] = [];
  let found = 0;
  const count = () => {
    const now = [places[0]?.name, places[0]?.index, places[1]?.name, places[1]?.index];
    if (now.some((part, at) => part !== before[at])) found = 0;
    before = now;
    return found;
  };
  return { count, add: () => (found += 1) };
}

/** More digits than any double needs to be told from others: BigInt would take long to read them. */
const MAX_DIGITS = 400;

const NUMBER = /^-?(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/;

/** A number as its digits, without zeros around them, times a power of ten. */
interface Decimal {
  readonly digits: string;
  readonly exponent: number;
}

function decimalOf(literal: string): Decimal | null {
  const parts = NUMBER.exec(literal)?.groups;
  if (parts === undefined) return null;
  const { whole = '', fraction = '', exponent = '0' } = parts;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  let end = all.length;
  while (end > 0 && all[end - 1] === '0') end -= 1;
  return { digits: all.slice(0, end), exponent: Number(exponent) - fraction.length + all.length - end };
}

function isInexact(literal: string): boolean {
  const value = Number(literal);
  if (!Number.isFinite(value)) return true;
  if (Math.abs(value) < 2 ** 53) return false;
  const written = decimalOf(literal);
  const read = decimalOf(String(value));
  if (written === null || read === null) return false;
  // What a program wrote that has doubles itself comes back as it was written.
  if (written.digits === read.digits && written.exponent === read.exponent) return false;
  // From there on a double is an integer: a fraction is lost, and with it, where it is rounded up, the integer.
  if (written.exponent < 0 || written.digits.length + written.exponent > MAX_DIGITS) return true;
  const integer = BigInt(written.digits) * 10n ** BigInt(written.exponent);
  return integer !== BigInt(Math.abs(value));
}
