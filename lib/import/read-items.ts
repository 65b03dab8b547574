import { z } from 'zod';
import { readCsv } from '../tables/read-csv';
import { textLines } from '../tables/text-lines';
import type { ImportOptions } from './import-options';
import { ItemReader, UnsendableLine } from './item-reader';

/** One item of the file; `line` counts from 1, the header included. */
export interface FileItem {
  readonly line: number;
  readonly item: Readonly<Record<string, unknown>> | UnsendableLine;
  /** The line's fields as they were read, or its text, for people to find what is wrong. */
  readonly source: unknown;
}

/**
 * The file's items in order, some at once, whatever the file's size. `fileId` stands in the ids of items that have none.
 * Throws InvalidInputError where the file is missing, or is no CSV.
 */
export async function* readItems(
  options: ImportOptions,
  fileId: string,
): AsyncGenerator<readonly FileItem[]> {
  const reader = new ItemReader(options, fileId);
  if (options.format === 'ndjson') {
    for await (const lines of textLines(options.file)) {
      yield lines
        .filter(({ text }) => text.trim() !== '')
        .map(({ number, text }) => ofJson(reader, number, text));
    }
    return;
  }
  const columns = [...options.columns.values()];
  for await (const { names, rows } of readCsv(options.file, { delimiter: options.delimiter, columns })) {
    yield rows.map((row) => {
      const { line, source } = row;
      if ('problem' in row) return { line, item: new UnsendableLine('UNREADABLE_LINE', row.problem), source };
      const fields = Object.fromEntries(names.map((name, index) => [name, row.cells[index] ?? '']));
      return { line, item: reader.item(fields, line), source: fields };
    });
  }
}

const objectSchema = z.record(z.string(), z.unknown());

function ofJson(reader: ItemReader, line: number, text: string): FileItem {
  const { data } = objectSchema.safeParse(parsedJson(text));
  if (data !== undefined) return { line, item: reader.item(data, line), source: data };
  return { line, item: new UnsendableLine('UNREADABLE_LINE', 'the line is no JSON object'), source: text };
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
