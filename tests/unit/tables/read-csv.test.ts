import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../../../lib/errors';
import { parseDelimiter } from '../../../lib/tables/delimiter';
import { readCsv } from '../../../lib/tables/read-csv';
import { textLines } from '../../../lib/tables/text-lines';
import { temporaryDirectory } from '../../support/after-file';

const directory = temporaryDirectory('tables');

let files = 0;
function fileOf(content: string | Uint8Array): string {
  files += 1;
  const file = path.join(directory, `${String(files)}.csv`);
  writeFileSync(file, content);
  return file;
}

async function read(
  content: string | Uint8Array,
  columns: readonly string[] = [],
  delimiter: string | null = null,
) {
  let names: readonly string[] = [];
  const rows = [];
  for await (const part of readCsv(fileOf(content), { delimiter, columns })) {
    names = part.names;
    rows.push(...part.rows);
  }
  return { names, rows: rows.map((row) => ('problem' in row ? `${row.line}: ${row.problem}` : row.cells)) };
}

describe('rows of a CSV file', () => {
  it('are the same whatever ends their lines, mixed ends included, and whatever line ends stand within quotes', async () => {
    const rows = [
      ['1', 'a'],
      ['2', 'b\nc\r\n\rd'],
      ['3', 'e"f'],
    ];
    for (const [one, two, three] of [
      ['\n', '\n', '\n'],
      ['\r\n', '\n', '\r'],
      ['\r', '\r\n', ''],
    ]) {
      const text = `\ufeffn, text ${one}1,a${two}\n2,"b\nc\r\n\rd"${two}${one}3,"e""f"${three}`;
      expect(await read(text)).toEqual({ names: ['n', 'text'], rows });
    }
  });

  it('are whole where a part of the file ends within a line, a line end, a letter or a quote', async () => {
    const padding = 256 * 1024;
    for (let shift = 0; shift < 12; shift += 1) {
      const first = 'x'.repeat(padding - shift - 4);
      const { rows } = await read(`a,b\r\n${first},"é\r\nü"\r\n1,2\r\n`);
      expect(rows).toEqual([
        [first, 'é\r\nü'],
        ['1', '2'],
      ]);
    }
  });

  it('keep a quote within a cell as text, and say which cell goes on after its quotes', async () => {
    expect((await read('a,b\n5" pipe,x"y\n"1"2,3\n4,5')).rows).toEqual([
      ['5" pipe', 'x"y'],
      '3: cell 1 goes on after its closing quote; write a quote within it twice',
      ['4', '5'],
    ]);
  });

  it('have as many cells as the header, and one that has not holds up none of the others', async () => {
    expect((await read('a,b\n1\n1,2\n1,2,3\n ,\n')).rows).toEqual([
      '2: the line has 1 cell, the header 2',
      ['1', '2'],
      '4: the line has 3 cells, the header 2',
      [' ', ''],
    ]);
  });

  it.each([
    ['a semicolon', 'n;text\n1;a,b', ['n', 'text']],
    ['a tab', 'n\ttext\n1\ta,b', ['n', 'text']],
    [
      'a comma though more semicolons stand in the header, where the wanted columns say so',
      'n,text;x;y\n1,a;b',
      ['n'],
    ],
    ['a semicolon within which there are commas', '"n,1";text\n1;a,b', ['n,1', 'text']],
  ])('are split at %s without being told', async (_, text, columns) => {
    const { names, rows } = await read(text, columns);
    expect(names).toHaveLength(2);
    expect(rows[0]).toHaveLength(2);
  });

  it('are split at what is named, whatever the header looks like', async () => {
    expect((await read('a,b~c\n1,2~3', [], '~')).rows).toEqual([['1,2', '3']]);
    expect(parseDelimiter('tab')).toBe('\t');
    expect(() => parseDelimiter('::')).toThrow(InvalidInputError);
    expect(() => parseDelimiter('"')).toThrow(InvalidInputError);
  });

  it('may have several columns without a name, as spreadsheets leave them', async () => {
    expect((await read('a,,\n1,,')).rows).toEqual([['1', '', '']]);
  });
});

describe('a file is refused as a whole', () => {
  it.each([
    ['two columns of one name', 'a,b, a\n1,2,3', 'has two columns named "a"'],
    [
      'lines that stand in quotes as a whole',
      '"group,n"\n"a,1"',
      /one single column, "group,n"\. .* --delimiter/,
    ],
    ['a column that is missing', 'a,b\n1,2', 'has no column "group". Its columns: a, b.'],
    [
      'a quote that is never closed',
      'group,n\n"a,1\nb,2',
      'line 2: a cell begins with a quote that is never closed',
    ],
    ['nothing at all', '\n \n', 'is empty'],
    ['another encoding', Buffer.from('group,n\ncaf\u00e9,1', 'latin1'), 'is not UTF-8'],
    ['UTF-16', Buffer.from('\ufeffgroup,n\na,1', 'utf16le'), 'is not UTF-8'],
  ])('for %s', async (_, content, message) => {
    await expect(read(content, ['group'])).rejects.toThrow(message);
    await expect(read(content, ['group'])).rejects.toThrow(InvalidInputError);
  });

  it('for a quote that swallows more than a row can be, without reading on', async () => {
    const lines = `group,n\n"a,1\n${'b,2\n'.repeat(300_000)}"`;
    await expect(read(lines)).rejects.toThrow('line 2: a cell begins with a quote');
  });
});

it('lines of JSON are not broken at characters that only some programs take for line ends', async () => {
  const texts = [];
  for await (const lines of textLines(fileOf('{"a":"\u2028"}\n{"b":"\u0085\u000b"}')))
    texts.push(...lines.map(({ text }) => text));
  expect(texts).toEqual(['{"a":"\u2028"}', '{"b":"\u0085\u000b"}']);
});
