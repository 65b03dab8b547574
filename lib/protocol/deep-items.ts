/** What of a JSON text nests too deep and can be told from the rest: one item of a list, or all of it. */
export interface DeepItem {
  /** The list's name, as JSON writes it, and the item's place in it; null: the text is one item. */
  readonly place: { readonly list: string; readonly index: number } | null;
  /** As it came. */
  readonly text: string;
}

export interface Shallow {
  /** As long as what came, with a zero for each value that was too deep. */
  readonly text: string;
  readonly items: readonly DeepItem[];
}

/** Levels around the items: none for a text that is one item, two where they stand in a list of an object. */
export type LevelsAround = 0 | 2;

/**
 * Cuts out what nests deeper than `maxDepth`, counted from the item that it is in, so that each item can be judged by itself and nothing
 * deep is ever read. Null where something is deep that is no item's. As many steps as characters, and no stack, whatever the brackets.
 */
export function withoutDeep(text: string, around: LevelsAround, maxDepth: number): Shallow | null {
  const deepest = around + maxDepth;
  const items: DeepItem[] = [];
  const pieces: string[] = [];
  const item = itemWatch(text, around);
  let [depth, at, copied, cutFrom] = [0, 0, 0, -1];
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfText(text, at);
      if (depth === 1) item.named(at, end);
      at = end;
      continue;
    }
    if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (depth <= around) item.opened(depth, at, code);
      depth += 1;
      if (depth === deepest + 1) {
        if (!item.isOne()) return null;
        cutFrom = at;
      }
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
      depth -= 1;
      if (depth === deepest) {
        pieces.push(text.slice(copied, cutFrom), '0'.padEnd(at + 1 - cutFrom));
        copied = at + 1;
        item.isDeep = true;
      }
      if (depth === around && item.isDeep) items.push(item.taken(at + 1));
    } else if (code === COMMA && depth === 2) item.index += 1;
    at += 1;
  }
  pieces.push(text.slice(copied));
  return { text: pieces.join(''), items };
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** In which item the reader is. */
function itemWatch(text: string, around: LevelsAround) {
  let [start, list] = [0, ''];
  const outer = [0, 0];
  return {
    index: 0,
    isDeep: false,
    /** A text right in the body: the name of a list, where one follows. */
    named: (from: number, to: number): void => void (list = text.slice(from, to)),
    opened(depth: number, at: number, code: number): void {
      if (depth === around) start = at;
      else outer[depth] = code;
      if (depth === 1) this.index = 0;
    },
    isOne: (): boolean => around === 0 || (outer[0] === OPEN_OBJECT && outer[1] === OPEN_LIST),
    taken(end: number): DeepItem {
      this.isDeep = false;
      return { place: around === 0 ? null : { list, index: this.index }, text: text.slice(start, end) };
    },
  };
}

/** Behind the closing quote. */
function endOfText(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at + 1;
}
