import type { CsvRow } from './csv-rows';

/**
 * A row in the plainest form of CSV: commas, quotes only where a cell needs them, a line feed at its end. Two files whose rows have the
 * same cells are one text in it, however each was saved; and what a database or a script wrote is mostly in that form already.
 */
export function plainRow(row: CsvRow): string {
  return 'cells' in row ? plainCells(row.cells) : `${withLineFeeds(row.source)}\n`;
}

export function plainCells(cells: readonly string[]): string {
  return `${cells.map(plainCell).join(',')}\n`;
}

export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

function plainCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${withLineFeeds(cell).replaceAll('"', '""')}"` : cell;
}
