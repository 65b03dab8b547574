import { compileGlob } from './glob';
import { instantOf } from './instant';
import { TARGETING_LIMITS } from './limits';
import { sortableVersion } from './semver';
import type { Comparison } from './targeting';

/** Whether an attribute's value passes; undefined is an attribute that is absent. */
type ValueTest = (value: unknown) => boolean;

/** Makes a test of a comparison's value; null when the value is none that the operator takes. */
type ValueTestOf = (limit: unknown) => ValueTest | null;

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= TARGETING_LIMITS.textCharacters;
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isItem = (value: unknown) => isText(value) || isNumber(value);
const isScalar = (value: unknown) => isItem(value) || typeof value === 'boolean';

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= TARGETING_LIMITS.listItems && value.every(isItem);
}

const equality =
  (wanted: boolean): ValueTestOf =>
  (limit) =>
    isScalar(limit) ? agreeing((value) => value === limit, wanted) : null;

const membership =
  (wanted: boolean): ValueTestOf =>
  (limit) => {
    if (!isList(limit)) return null;
    const values = new Set(limit);
    return agreeing((value) => values.has(value), wanted);
  };

/**
 * Whether the value, or any item of an attribute that is a list, holds: a unit in two groups is in each of them. The
 * negative comparisons want that none does.
 */
function agreeing(holds: ValueTest, wanted: boolean): ValueTest {
  return (value) => (Array.isArray(value) ? value.some(holds) : holds(value)) === wanted;
}

/**
 * Compares what both are read as. What is read as null passes nothing; a rule is refused for it, and where it says something
 * else than the operator takes.
 */
const comparing =
  <Read extends string | number>(
    read: (value: unknown) => Read | null,
    holds: (value: Read, limit: Read) => boolean,
    takes: (limit: unknown) => boolean = () => true,
  ): ValueTestOf =>
  (limit) => {
    const readLimit = takes(limit) ? read(limit) : null;
    if (readLimit === null) return null;
    return (value) => {
      const readValue = read(value);
      return readValue !== null && holds(readValue, readLimit);
    };
  };

const numeric = (holds: (value: number, limit: number) => boolean) =>
  comparing((value) => (isNumber(value) ? value : null), holds);

const textual = (holds: (value: string, part: string) => boolean) =>
  comparing((value) => (typeof value === 'string' ? value : null), holds, isText);

/** A rule says its version as a text; a unit may also send a whole number. */
const version = (holds: (value: string, limit: string) => boolean) =>
  comparing(sortableVersion, holds, isText);

const temporal = (holds: (instantMs: number, limitMs: number) => boolean) => comparing(instantOf, holds);

/** What each operator means; its words are in `operator-words.ts`. */
const TESTS: Readonly<Record<Comparison['operator'], ValueTestOf>> = {
  equals: equality(true),
  'not-equals': equality(false),
  in: membership(true),
  'not-in': membership(false),
  greater: numeric((value, limit) => value > limit),
  'greater-or-equal': numeric((value, limit) => value >= limit),
  less: numeric((value, limit) => value < limit),
  'less-or-equal': numeric((value, limit) => value <= limit),
  contains: textual((value, part) => value.includes(part)),
  'starts-with': textual((value, part) => value.startsWith(part)),
  'ends-with': textual((value, part) => value.endsWith(part)),
  matches: matching,
  includes: (item) => (isItem(item) ? (value) => Array.isArray(value) && value.includes(item) : null),
  'semver-equals': version((value, limit) => value === limit),
  'semver-greater': version((value, limit) => value > limit),
  'semver-greater-or-equal': version((value, limit) => value >= limit),
  'semver-less': version((value, limit) => value < limit),
  'semver-less-or-equal': version((value, limit) => value <= limit),
  before: temporal((instantMs, limitMs) => instantMs < limitMs),
  after: temporal((instantMs, limitMs) => instantMs > limitMs),
  exists: (wanted) => (typeof wanted === 'boolean' ? (value) => (value !== undefined) === wanted : null),
};

/** The same for whatever a rule names as its operator. */
export const VALUE_TESTS: ReadonlyMap<unknown, ValueTestOf> = new Map(Object.entries(TESTS));

function matching(pattern: unknown): ValueTest | null {
  const matches = isText(pattern) ? compileGlob(pattern) : null;
  return matches === null ? null : (value) => typeof value === 'string' && matches(value);
}
