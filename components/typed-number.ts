/** What a field of a number holds: nothing, a number, or NaN for a text that is none. */
export type TypedNumber = number | '';

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;
const grouped = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/u;

/**
 * Reads a number as people write one: 2500, 2,500, 2.5, -5, 1e5. What could be read in two ways, such as 2,5, is none: NaN, never
 * another number than was meant.
 */
export function numberTyped(text: string): TypedNumber {
  const written = text.replaceAll(/\s/gu, '').replace('\u2212', '-');
  if (written === '') return '';
  if (grouped.test(written)) return Number(written.replaceAll(',', ''));
  return plain.test(written) ? Number(written) : NaN;
}

/** How a field shows a number that nobody is typing: with its thousands, and all its digits. */
export function numberShown(value: TypedNumber): string {
  if (value === '' || Number.isNaN(value)) return '';
  const digits = String(value);
  return /^-?\d+(?:\.\d+)?$/u.test(digits) ? digits.replace(/^-?\d+/u, grouping) : digits;
}

function grouping(whole: string): string {
  return whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ',');
}
