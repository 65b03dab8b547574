import type { TextLine } from './text-lines';

/** One row of the file: its cells, or what is wrong with it. */
export type CsvRow = {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly source: string;
} & ({ readonly cells: readonly string[] } | { readonly problem: string });

/** Of a row with a quote that is open still. */
interface OpenRow {
  readonly line: number;
  readonly source: string;
  readonly cells: readonly string[];
  /** What stands in the open cell, without its quotes. */
  readonly cell: string;
}

const MAX_ROW_CHARACTERS = 1_000_000;

/** Puts a file's lines together to rows: RFC 4180, where a quote within a cell that does not begin with one is text. */
export class CsvRows {
  readonly #delimiter: string;
  #open: OpenRow | null = null;
  /** Of a line end that belongs to the open cell. */
  #end = '';

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
  }

  /** The row that ends with the line; null where there is none, as within quotes or on an empty line. */
  next(line: TextLine): CsvRow | null {
    const open = this.#open;
    if (open === null) {
      if (line.text.trim() === '' && !line.text.includes(this.#delimiter)) return null;
      if (!line.text.includes('"')) {
        return { line: line.number, source: line.text, cells: line.text.split(this.#delimiter) };
      }
      return this.#read(line, { line: line.number, source: line.text, cells: [], cell: '' }, 0);
    }
    const source = open.source + this.#end + line.text;
    return this.#read(line, { ...open, source, cell: open.cell + this.#end }, null);
  }

  /** The line on which a quote was opened that nothing closes so far; null where none is, or none for too long. */
  get openSince(): number | null {
    return this.#open?.line ?? null;
  }

  /** Whether a row goes on for so long that its quote was surely meant as something else. */
  get isEndless(): boolean {
    return this.#open !== null && this.#open.source.length > MAX_ROW_CHARACTERS;
  }

  /** `start`: where a cell begins in the line; null: the line goes on within quotes. */
  #read({ text, end }: TextLine, row: OpenRow, start: number | null): CsvRow | null {
    const cells = [...row.cells];
    let [at, cell] = [start ?? 0, row.cell];
    let isQuoted = start === null;
    for (;;) {
      if (!isQuoted && text[at] === '"') [isQuoted, at, cell] = [true, at + 1, ''];
      if (isQuoted) {
        const quote = text.indexOf('"', at);
        if (quote === -1) {
          this.#open = { ...row, cells, cell: cell + text.slice(at) };
          this.#end = end;
          return null;
        }
        cell += text.slice(at, quote);
        at = quote + 1;
        if (text[at] === '"') {
          [cell, at] = [`${cell}"`, at + 1];
          continue;
        }
        this.#open = null;
        cells.push(cell);
        if (at === text.length) return { line: row.line, source: row.source, cells };
        if (!text.startsWith(this.#delimiter, at)) {
          const problem = `cell ${cells.length} goes on after its closing quote; write a quote within it twice`;
          return { line: row.line, source: row.source, problem };
        }
        [isQuoted, at] = [false, at + this.#delimiter.length];
        continue;
      }
      const next = text.indexOf(this.#delimiter, at);
      if (next === -1) return { line: row.line, source: row.source, cells: [...cells, text.slice(at)] };
      cells.push(text.slice(at, next));
      at = next + this.#delimiter.length;
    }
  }
}
