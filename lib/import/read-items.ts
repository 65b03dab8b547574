import { pointerTo } from '../model/json-pointer';
import { inexactDetail, parseJson, REPEATED_DETAIL } from '../protocol/parse-json';
import { plainCells, plainRow } from '../tables/plain-row';
import { textLines } from '../tables/text-lines';
import type { ImportOptions } from './import-options';
import { UnsendableLine, type ItemReader } from './item-reader';
import { PlainPlaces, rowsOf } from './plain-content';

/** One item of the file; `line` counts from 1, the header included. */
export interface FileItem {
  readonly line: number;
  readonly item: Readonly<Record<string, unknown>> | UnsendableLine;
  /** The line's fields as they were read, or its text, for people to find what is wrong. */
  readonly source: unknown;
}

/**
 * The file's items in order, some at once, whatever the file's size, without those that are to be left out. Throws
 * InvalidInputError where the file is missing, or is no CSV.
 */
export async function* readItems(
  options: ImportOptions,
  reader: ItemReader,
): AsyncGenerator<readonly FileItem[]> {
  if (options.format === 'ndjson') {
    for await (const lines of textLines(options.file)) {
      yield lines
        .filter(({ text }) => text.trim() !== '')
        .map(({ number, text }) => ofJson(reader, number, text))
        .filter(isSent);
    }
    return;
  }
  const places = new PlainPlaces();
  let isFirst = true;
  for await (const { names, rows } of rowsOf(options)) {
    if (isFirst) places.take(plainCells(names));
    isFirst = false;
    const items = rows.map((row) => {
      const { line, source } = row;
      const place = places.take(plainRow(row));
      if ('problem' in row) return { line, item: new UnsendableLine('UNREADABLE_LINE', row.problem), source };
      const fields = Object.fromEntries(names.map((name, index) => [name, row.cells[index] ?? '']));
      return { line, item: reader.item(fields, place), source: fields };
    });
    yield items.filter(isSent);
  }
}

function isSent({ item }: FileItem): boolean {
  return !(item instanceof UnsendableLine && item.code === 'LEFT_OUT');
}

function ofJson(reader: ItemReader, line: number, text: string): FileItem {
  const fields = parsedJson(reader, text);
  if (fields instanceof UnsendableLine) return { line, item: fields, source: text };
  if (isObject(fields)) return { line, item: reader.item(fields, line), source: fields };
  return { line, item: new UnsendableLine('UNREADABLE_LINE', 'the line is no JSON object'), source: text };
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

/** What reading would change is no matter in columns of which nothing is sent. */
function parsedJson(reader: ItemReader, text: string): unknown {
  try {
    return parseJson(Buffer.from(text), {
      onInexact: (value, inexact) => {
        const sent = inexact.find(({ path: [column] }) => reader.reads(String(column)));
        if (sent === undefined) return value;
        return new UnsendableLine('INEXACT_NUMBER', `${pointerTo(sent.path)}: ${inexactDetail(sent)}`);
      },
      onRepeated: (value, repeated) => {
        const sent = repeated.find(({ path: [column] }) => reader.reads(String(column)));
        if (sent === undefined) return value;
        return new UnsendableLine('REPEATED_MEMBER', `${pointerTo(sent.path)} ${REPEATED_DETAIL}`);
      },
      tellsPlace: false,
    });
  } catch {
    return undefined;
  }
}
