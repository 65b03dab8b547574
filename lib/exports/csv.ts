import type { Cell, Table, TableColumn } from './table';

/** A table as RFC 4180 has it; numbers with every digit, instants in ISO 8601, null as nothing. */
export function csvOf({ columns, rows }: Table): string {
  return csvHeader(columns) + csvLines(rows);
}

/** The first line; a column may be named by a person, so it is made harmless like any other text. */
export function csvHeader(columns: readonly TableColumn[]): string {
  return csvLines([columns.map(({ name }) => name)]);
}

export function csvLines(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

/** A spreadsheet takes text that begins with one of these for a formula; an apostrophe before it keeps it text. */
const looksLikeFormula = /^[=+\-@\t\r\n]/;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number' || typeof cell === 'boolean') return String(cell);
  if (cell instanceof Date) return cell.toISOString();
  const harmless = looksLikeFormula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
