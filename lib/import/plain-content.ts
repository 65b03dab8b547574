import { createHash } from 'node:crypto';
import { plainCells, plainRow } from '../tables/plain-row';
import { readCsv, type CsvPart } from '../tables/read-csv';
import { textLines } from '../tables/text-lines';
import type { ImportOptions } from './import-options';

/** The file's rows, as its options say that they are read. */
export function rowsOf({ file, delimiter, columns, idColumns }: ImportOptions): AsyncGenerator<CsvPart> {
  return readCsv(file, { delimiter, columns: [...columns.values(), ...idColumns] });
}

/**
 * SHA-256 of what a file says in the plainest form: the same for the same rows saved with other line ends, quotes or delimiters, with a mark
 * at the beginning, or without an end of the last line; and, of a file that is in that form, that of its bytes. Throws InvalidInputError.
 */
export async function hashContent(options: ImportOptions): Promise<string> {
  const hash = createHash('sha256');
  for await (const text of plainParts(options)) hash.update(text);
  return hash.digest('hex');
}

async function* plainParts(options: ImportOptions): AsyncGenerator<string> {
  if (options.format === 'ndjson') {
    for await (const lines of textLines(options.file)) yield lines.map(({ text }) => `${text}\n`).join('');
    return;
  }
  let isFirst = true;
  for await (const { names, rows } of rowsOf(options)) {
    if (isFirst) yield plainCells(names);
    isFirst = false;
    yield rows.map(plainRow).join('');
  }
}

/** On which line each row begins in that form: the same for the same rows. */
export class PlainPlaces {
  #next = 1;

  /** Where the text of a row, or of the header, begins. */
  take(plain: string): number {
    const place = this.#next;
    this.#next += plain.split('\n').length - 1;
    return place;
  }
}
