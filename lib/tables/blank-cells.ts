import { InvalidInputError } from '../errors';

/** What is done where a number is needed and the cell says nothing: refused, counted as 0, or its row left out. */
export type BlankRule = 'none' | 'zero' | 'skip';

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

/** What `--blank` names. Throws InvalidInputError. */
export function parseBlankRule(text: string): BlankRule {
  if (text === 'none' || text === 'zero' || text === 'skip') return text;
  throw new InvalidInputError(
    `--blank "${text}": write none (blank cells are refused), zero (they count as 0) or skip (their rows are left out).`,
  );
}
