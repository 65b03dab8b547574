import { FairsplitError } from '../errors';
import type { Route } from './route';

// What RFC 9110 (13.1.1) says of If-Match, where the ETag is the version.

/**
 * The version that the caller read; undefined where none was said. `current` reads the stored one: it is asked only where
 * the header leaves more than one open. Throws IF_MATCH_REQUIRED (428), INVALID_IF_MATCH (400), VERSION_MISMATCH (412).
 */
export async function versionRead(
  route: Route,
  ifMatch: string | null,
  current: () => Promise<number | null>,
): Promise<number | undefined> {
  if (route.ifMatch === undefined) return undefined;
  if (ifMatch === null) {
    if (route.ifMatch !== 'required') return undefined;
    throw new FairsplitError(
      'IF_MATCH_REQUIRED',
      428,
      "Send the version that you read (the ETag of GET) as If-Match, so that nobody else's change is overwritten.",
    );
  }
  const tags = tagsOf(ifMatch);
  const versions = tags === '*' ? [] : tags.flatMap(versionOf);
  const [only] = versions;
  if (only !== undefined && versions.length === 1 && tags.length === 1) return only;
  const stored = await current();
  if (stored !== null && (tags === '*' || versions.includes(stored))) return stored;
  throw mismatch(stored);
}

/** The same of what was read. Throws INVALID_IF_MATCH (400), VERSION_MISMATCH (412). */
export function requireMatch(ifMatch: string | null, stored: number): void {
  if (ifMatch === null) return;
  const tags = tagsOf(ifMatch);
  if (tags !== '*' && !tags.flatMap(versionOf).includes(stored)) throw mismatch(stored);
}

function mismatch(stored: number | null): FairsplitError {
  return new FairsplitError(
    'VERSION_MISMATCH',
    412,
    `No ETag of If-Match is that of the version that is stored${stored === null ? '' : `, "${String(stored)}"`}. Read it again.`,
  );
}

/** A weak ETag never matches here (RFC 9110, 8.8.3.2), and one that is none of ours is nobody's version. */
function versionOf(tag: string): readonly number[] {
  const version = /^"(?<version>\d{1,9})"$/.exec(tag)?.groups?.['version'];
  return version === undefined ? [] : [Number(version)];
}

const tag = '(?:W/)?"[\\x21\\x23-\\x7e\\x80-\\xff]*"';
const list = new RegExp(`^${tag}(?:\\s*,\\s*${tag})*$`);

function tagsOf(ifMatch: string): '*' | readonly string[] {
  const given = ifMatch.trim();
  if (given === '*') return '*';
  if (list.test(given)) return given.match(new RegExp(tag, 'g')) ?? [];
  throw new FairsplitError(
    'INVALID_IF_MATCH',
    400,
    'If-Match holds the ETag that you read, such as "3", with its quotes; several of them; or *.',
  );
}
