/** Control characters, and the two that end a line in Unicode's eyes. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/**
 * Those, and what no font shows or what turns the text behind it around: two names that look alike would be two. Joiners and variation
 * selectors belong to words of many languages, and to emoji.
 */
export const UNSEEN = /(?![\u200c\u200d\p{VS}])[\p{DI}\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Whether a name can stand in one line of text: names of attributes, events and properties end up in files that other
 * programs run (psql, R, Jupyter) and in logs, where a line break would begin something of its own. What is stored is read by this rule;
 * what comes in is judged by `nameProblem`.
 */
export function isPrintableName(name: string): boolean {
  return !UNPRINTABLE.test(name);
}
