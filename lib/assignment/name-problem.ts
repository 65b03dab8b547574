import { isPlaceholderId } from './placeholder-id';
import { UNSEEN } from './printable-name';

/** Most names are ASCII, and then there is nothing to look up. */
const PLAIN = /^[ -~]*$/;

/**
 * What is wrong with a name of an attribute, event or property that somebody gives, to be read behind what it names; null: nothing.
 * Every name that comes in is judged here, so that whatever is stored under one can be asked for by it.
 */
export function nameProblem(name: string): string | null {
  const unseen = unseenProblem(name);
  if (unseen !== null || !isPlaceholderId(name)) return unseen;
  return 'is what programs write where they have no name (undefined, null, [object Object], a blank); send the real one';
}

/** The same of a name that is data too, as in what is counted by a value: only what nobody sees in it. */
export function unseenProblem(name: string): string | null {
  const unseen = PLAIN.test(name) ? null : UNSEEN.exec(name);
  return unseen === null
    ? null
    : `holds ${codePointOf(unseen[0])}, which nobody sees in a name; leave it out`;
}

/** A text with what nobody would see in it written out. */
export function withUnseen(text: string): string {
  return text.replace(RegExp(UNSEEN, 'gu'), (character) => `<${codePointOf(character)}>`);
}

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
