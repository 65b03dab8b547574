import { InvalidInputError } from '../errors';
import { CsvRows, type CsvRow } from './csv-rows';
import { delimiterNamed, delimiterOf } from './delimiter';
import { textLines } from './text-lines';

export interface CsvOptions {
  /** What stands between columns; null: whatever the header has. */
  readonly delimiter: string | null;
  /** Columns that have to be there. */
  readonly columns: readonly string[];
}

/** Some rows of a file. */
export interface CsvPart {
  /** Of the columns, trimmed; the same in each part. */
  readonly names: readonly string[];
  /** A row with cells has as many as there are names. */
  readonly rows: readonly CsvRow[];
}

/**
 * The rows of a CSV file below its header, some at once. A row that cannot be read comes with its problem; throws
 * InvalidInputError where the file as a whole cannot be: no file, no header, a name twice, a wanted column that is
 * missing, a quote that is never closed.
 */
export async function* readCsv(file: string, options: CsvOptions): AsyncGenerator<CsvPart> {
  let rows: CsvRows | null = null;
  let names: readonly string[] | null = null;
  let named: string | null = null;
  for await (const lines of textLines(file)) {
    const whole: CsvRow[] = [];
    for (const line of lines) {
      if (rows === null && line.text.trim() === '') continue;
      if (rows === null && named === null) {
        named = delimiterNamed(line.text);
        if (named !== null) continue;
      }
      rows ??= new CsvRows(options.delimiter ?? named ?? delimiterOf(line.text, options.columns));
      const row = rows.next(line);
      if (rows.isEndless) throw neverClosed(file, rows);
      if (row === null) continue;
      if (names === null) names = headerOf(file, row, options.columns);
      else whole.push(ofWidth(row, names.length));
    }
    if (names !== null && whole.length > 0) yield { names, rows: whole };
  }
  if (rows !== null && rows.openSince !== null) throw neverClosed(file, rows);
  if (names === null) throw new InvalidInputError(`${file} is empty.`);
}

function neverClosed(file: string, { openSince }: CsvRows): InvalidInputError {
  return new InvalidInputError(
    `${file}, line ${openSince ?? 1}: a cell begins with a quote that is never closed. Close it, or write it twice within quotes ("""") where it is meant.`,
  );
}

function headerOf(file: string, row: CsvRow, wanted: readonly string[]): readonly string[] {
  if ('problem' in row) throw new InvalidInputError(`${file}, line ${row.line}, the header: ${row.problem}.`);
  const names = row.cells.map((name) => name.trim());
  // Columns without a name cannot be asked for, so there may be more of them: spreadsheets leave such.
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new InvalidInputError(
      `${file} has two columns named "${twice}". Rename one: nobody can say which is meant.`,
    );
  }
  const missing = wanted.find((column) => !names.includes(column));
  if (missing === undefined) return names;
  if (names.length > 1) {
    throw new InvalidInputError(`${file} has no column "${missing}". Its columns: ${names.join(', ')}.`);
  }
  throw new InvalidInputError(
    `${file} has no column "${missing}" but one single column, "${names.join('')}". Name what stands between columns, such as --delimiter ";". ` +
      'Where each line as a whole stands in quotes, remove them.',
  );
}

function ofWidth(row: CsvRow, columns: number): CsvRow {
  if ('problem' in row || row.cells.length === columns) return row;
  const cells = row.cells.length === 1 ? '1 cell' : `${row.cells.length} cells`;
  return { line: row.line, source: row.source, problem: `the line has ${cells}, the header ${columns}` };
}
