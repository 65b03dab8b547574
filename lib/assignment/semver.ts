const MAX_CHARACTERS = 256;

// Semantic Versioning 2.0.0, and beside it what programs call themselves in the field: "v17.2.0", "17.1", "17.0.1.4",
// "2026.03.1". Build metadata is allowed and left out. Each part begins with another character than the part before it may
// hold, so matching is linear.
const IDENTIFIERS = '[\\da-z-]+(?:\\.[\\da-z-]+)*';
const VERSION = new RegExp(`^v?(\\d+(?:\\.\\d+)*)(?:-(${IDENTIFIERS}))?(?:\\+${IDENTIFIERS})?$`, 'i');

/**
 * A version as a text that sorts by code unit as versions do (rule 11 of the standard); null for what is none. A version is
 * a text of at most 256 characters with one number or more, after a "v" or not; numbers that are left out are 0. A whole
 * number is one too; a fraction is none, because 1.10 and 1.1 are the same number and different versions.
 */
export function sortableVersion(value: unknown): string | null {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > MAX_CHARACTERS) return null;
  const [found, core = '', preRelease] = VERSION.exec(text) ?? [];
  if (found === undefined) return null;
  // A pre-release precedes its release, which precedes whatever has one number more.
  return (
    sortable(core.replace(/(?:\.0+)+$/, '')) +
    (preRelease === undefined ? '\x01' : `\0${sortable(preRelease)}`)
  );
}

/** Numbers sort by their number of digits first, above `\x01`, and precede words; a word ends before a longer one goes on. */
function sortable(identifiers: string): string {
  return identifiers.split('.').map(sortableIdentifier).join('');
}

function sortableIdentifier(identifier: string): string {
  const digits = /^0*(\d+)$/.exec(identifier)?.[1];
  return digits === undefined ? `\uffff${identifier}\0` : String.fromCharCode(digits.length + 1) + digits;
}
