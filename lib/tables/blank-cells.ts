/** What is done where a number is needed and the cell says nothing: refused, counted as 0, or its row left out. */
export type BlankRule = (typeof blankRules)[number];

export const blankRules = ['none', 'zero', 'skip'] as const;

/** As programs write that there is no value. */
const NOTHING = new Set(['', 'NA', 'N/A', '#N/A', 'NAN', 'NULL', 'NONE', '\\N']);

/** Whether a cell holds nothing but blanks. */
export function isBlank(cell: string): boolean {
  return cell.trim() === '';
}

/** Whether a cell that should hold a number or a time says that there is none: blank, NA, NaN, NULL and the like. */
export function saysNothing(cell: string): boolean {
  return NOTHING.has(cell.trim().toUpperCase());
}
