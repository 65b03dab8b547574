const MAX_CHARACTERS = 300;

/** Controls, formats (which turn the reading direction round), halves of characters, and whatever ends a line. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Text for a comment in a file that a program runs: one line of printable characters, whatever it was, so that nothing in it
 * ends the comment. What is left out shows as a question mark.
 */
export function commentLine(text: string): string {
  const line = text.replace(UNPRINTABLE, '?');
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}...` : line;
}
