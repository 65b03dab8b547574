import { InvalidInputError } from '../errors';
import { CsvRows } from './csv-rows';

const CANDIDATES = [',', ';', '\t', '|'] as const;

const NAMES: Readonly<Record<string, string>> = { tab: '\t', '\\t': '\t' };

/** What `--delimiter` names: one character, or `tab`. Throws InvalidInputError. */
export function parseDelimiter(text: string): string {
  const delimiter = NAMES[text] ?? text;
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return delimiter;
  throw new InvalidInputError(
    `--delimiter "${text}": write one character that stands between columns, or tab.`,
  );
}

/** What a file's first line says of it, as spreadsheets read and write it: `sep=;`. Null: it says nothing. */
export function delimiterNamed(line: string): string | null {
  return /^"?sep=([^"\r\n])"?$/i.exec(line)?.[1] ?? null;
}

/**
 * What stands between the columns of a header: the candidate under which it has the most of the wanted columns, and
 * then the most columns. A comma where it has one column whatever stands between them.
 */
export function delimiterOf(header: string, wanted: readonly string[]): string {
  const ranked = CANDIDATES.map((delimiter) => {
    const row = new CsvRows(delimiter).next({ number: 1, text: header, end: '' });
    const names = row !== null && 'cells' in row ? row.cells.map((name) => name.trim()) : [];
    return { delimiter, found: wanted.filter((name) => names.includes(name)).length, columns: names.length };
  });
  ranked.sort((one, other) => other.found - one.found || other.columns - one.columns);
  return ranked[0]?.delimiter ?? ',';
}
