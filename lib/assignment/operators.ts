import { compileGlob } from './glob';
import { instantOf } from './instant';
import { TARGETING_LIMITS } from './limits';
import { compareVersions, parseVersion } from './semver';

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

const numeric =
  (holds: (value: number, limit: number) => boolean): ValueTestOf =>
  (limit) =>
    isNumber(limit) ? (value) => typeof value === 'number' && holds(value, limit) : null;

const textual =
  (holds: (value: string, part: string) => boolean): ValueTestOf =>
  (part) =>
    isText(part) ? (value) => typeof value === 'string' && holds(value, part) : null;

const version =
  (holds: (order: number) => boolean): ValueTestOf =>
  (limit) => {
    const parsedLimit = parseVersion(limit);
    if (parsedLimit === null) return null;
    return (value) => {
      const parsed = parseVersion(value);
      return parsed !== null && holds(compareVersions(parsed, parsedLimit));
    };
  };

const temporal =
  (holds: (instantMs: number, limitMs: number) => boolean): ValueTestOf =>
  (limit) => {
    const limitMs = instantOf(limit);
    if (limitMs === null) return null;
    return (value) => {
      const instantMs = instantOf(value);
      return instantMs !== null && holds(instantMs, limitMs);
    };
  };

/** What each comparison means. In the order in which a form should offer them. */
export const VALUE_TESTS: ReadonlyMap<unknown, ValueTestOf> = new Map<unknown, ValueTestOf>([
  ['equals', (limit) => (isScalar(limit) ? (value) => value === limit : null)],
  ['not-equals', (limit) => (isScalar(limit) ? (value) => value !== limit : null)],
  ['in', (limit) => membership(limit, true)],
  ['not-in', (limit) => membership(limit, false)],
  ['greater', numeric((value, limit) => value > limit)],
  ['greater-or-equal', numeric((value, limit) => value >= limit)],
  ['less', numeric((value, limit) => value < limit)],
  ['less-or-equal', numeric((value, limit) => value <= limit)],
  ['contains', textual((value, part) => value.includes(part))],
  ['starts-with', textual((value, part) => value.startsWith(part))],
  ['ends-with', textual((value, part) => value.endsWith(part))],
  ['matches', matching],
  ['includes', (item) => (isItem(item) ? (value) => Array.isArray(value) && value.includes(item) : null)],
  ['semver-equals', version((order) => order === 0)],
  ['semver-greater', version((order) => order > 0)],
  ['semver-greater-or-equal', version((order) => order >= 0)],
  ['semver-less', version((order) => order < 0)],
  ['semver-less-or-equal', version((order) => order <= 0)],
  ['before', temporal((instantMs, limitMs) => instantMs < limitMs)],
  ['after', temporal((instantMs, limitMs) => instantMs > limitMs)],
  ['exists', (wanted) => (typeof wanted === 'boolean' ? (value) => (value !== undefined) === wanted : null)],
]);

function membership(limit: unknown, wanted: boolean): ValueTest | null {
  if (!isList(limit)) return null;
  const values = new Set(limit);
  return (value) => values.has(value) === wanted;
}

function matching(pattern: unknown): ValueTest | null {
  const matches = isText(pattern) ? compileGlob(pattern) : null;
  return matches === null ? null : (value) => typeof value === 'string' && matches(value);
}
