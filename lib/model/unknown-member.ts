import { withUnseen } from '../assignment/name-problem';
import { nearestName } from './nearest-name';

const MAX_SHOWN_CHARACTERS = 100;
/** More members than that are no help to whoever looks for one. */
const MAX_LISTED = 12;

/**
 * What is said of a member that its object does not have, wherever it was sent: with the member that was probably meant, or else those that
 * there are. `near` is that member where the caller knows better; left out: by its letters.
 */
export function unknownMember(
  name: string,
  members: readonly string[],
  near = nearestName(name, members),
): string {
  const there = `There is no member ${JSON.stringify(shownName(name))} here.`;
  if (near !== null) return `${there} Did you mean ${JSON.stringify(near)}?`;
  const isListed = members.length > 0 && members.length <= MAX_LISTED;
  return isListed ? `${there} The members are ${members.join(', ')}.` : there;
}

/** Somebody else's name as it may stand in a text of ours: its beginning, with what nobody would see, or what would turn the text around, written out. */
export function shownName(name: string): string {
  const isWhole = name.length <= MAX_SHOWN_CHARACTERS;
  const shown = isWhole ? name : `${name.slice(0, MAX_SHOWN_CHARACTERS)}...`;
  return withUnseen(shown.replace(/\p{Surrogate}/gu, '\ufffd'));
}
