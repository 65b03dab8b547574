/** Control characters, and the two that end a line in Unicode's eyes. */
export const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Whether a name can stand in one line of text: names of attributes, events and properties end up in files that other
 * programs run (psql, R, Jupyter) and in logs, where a line break would begin something of its own.
 */
export function isPrintableName(name: string): boolean {
  return !UNPRINTABLE.test(name);
}
