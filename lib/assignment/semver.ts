/** A version's parts in order of precedence: three numbers, then the identifiers of its pre-release, if it has one. */
export interface Version {
  readonly core: readonly string[];
  readonly preRelease: readonly string[];
}

const MAX_CHARACTERS = 256;

// Semantic Versioning 2.0.0, rules 2, 9 and 10: no leading zeros in numbers, no empty identifiers. Build metadata is
// allowed and left out. Each alternative begins with another character than it may follow, so matching is linear.
const NUMBER = '(?:0|[1-9]\\d*)';
const IDENTIFIER = `(?:${NUMBER}|\\d*[a-z-][\\da-z-]*)`;
const VERSION = new RegExp(
  `^(${NUMBER}\\.${NUMBER}\\.${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?(?:\\+[\\da-z-]+(?:\\.[\\da-z-]+)*)?$`,
  'i',
);

/** A text as a version of at most 256 characters; null for anything else, "v1.2.3" and "1.2" included. */
export function parseVersion(value: unknown): Version | null {
  if (typeof value !== 'string' || value.length > MAX_CHARACTERS) return null;
  const match = VERSION.exec(value);
  if (match === null) return null;
  return { core: match[1]?.split('.') ?? [], preRelease: match[2]?.split('.') ?? [] };
}

/** Negative, 0 or positive, as the first precedes, equals or follows the second (rule 11). */
export function compareVersions(one: Version, other: Version): number {
  const core = compareLists(one.core, other.core);
  if (core !== 0) return core;
  // A version without a pre-release follows every pre-release of it.
  if (one.preRelease.length === 0 || other.preRelease.length === 0) {
    return other.preRelease.length - one.preRelease.length;
  }
  return compareLists(one.preRelease, other.preRelease);
}

/** Part by part; of two lists of which one begins the other, the longer follows. */
function compareLists(one: readonly string[], other: readonly string[]): number {
  for (const [index, part] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) break;
    const order = compareIdentifiers(part, counterpart);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

const isNumeric = (identifier: string) => /^\d+$/.test(identifier);

/** Numbers compare as numbers, whatever their size, and precede words; words compare by character code. */
function compareIdentifiers(one: string, other: string): number {
  const kind = Number(isNumeric(other)) - Number(isNumeric(one));
  if (kind !== 0) return kind;
  if (isNumeric(one) && one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : Number(one > other);
}
