import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { InvalidInputError } from '../errors';

/** One line of a text file. */
export interface TextLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** What ends it: CR and LF, either of them, or nothing at the file's end. */
  readonly end: string;
}

/**
 * A UTF-8 file's lines, some at once, in little memory whatever the file's size. Lines of one file may end differently.
 * Throws InvalidInputError where there is no such file, or where it is no UTF-8.
 */
export async function* textLines(file: string): AsyncGenerator<readonly TextLine[]> {
  const decode = decoderOf(file);
  let number = 0;
  let rest = '';
  const cut = (text: string, isEnd: boolean): TextLine[] => {
    // Text, end, text, end and so on; a carriage return at the very end may have its line feed in the next part.
    const pieces = (rest + text).split(/(\r\n|\n|\r)/);
    const lines: TextLine[] = [];
    rest = pieces.pop() ?? '';
    for (let index = 0; index < pieces.length; index += 2) {
      const [line = '', end = ''] = [pieces[index], pieces[index + 1]];
      if (end === '\r' && rest === '' && index === pieces.length - 2 && !isEnd) rest = line + end;
      else lines.push({ number: (number += 1), text: line, end });
    }
    if (isEnd && rest !== '') lines.push({ number: (number += 1), text: rest, end: '' });
    return lines;
  };
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
      yield cut(decode(z.instanceof(Buffer).parse(chunk)), false);
    }
  } catch (error) {
    throw unopened(error, file);
  }
  yield cut(decode(), true);
}

/** InvalidInputError where a file is not there; any other error as it is. */
export function unopened(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return new InvalidInputError(`There is no file ${file}.`);
  if (code === 'EISDIR') return new InvalidInputError(`${file} is a folder; name a file.`);
  return error;
}

/** Decodes a file's parts one after another, without the mark that some programs begin a file with. */
function decoderOf(file: string): (part?: Uint8Array) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (part) => {
    try {
      return part === undefined ? decoder.decode() : decoder.decode(part, { stream: true });
    } catch {
      throw new InvalidInputError(
        `${file} is not UTF-8 text. Save it as UTF-8, as "CSV UTF-8" in a spreadsheet.`,
      );
    }
  };
}
