import { attributeOf } from './compile-targeting';
import { instantOf } from './instant';
import { sortableVersion } from './semver';
import type { Attributes, Comparison } from './targeting';

/**
 * What the unit has and, where that did not pass, what the comparison needs: `country was not sent (contry was). Needs "SE" or
 * "DE".` A value that cannot be compared is said to be none: `version is "latest", which is not a version.`
 */
export function explainComparison(rule: Comparison, attributes: Attributes, passed: boolean): string {
  const { attribute } = rule;
  const given = attributeOf(attributes, attribute);
  const has =
    given === undefined
      ? `${attribute} was not sent${misspelling(attribute, attributes)}.`
      : `${attribute} is ${shown(given)}${misfit(rule, given)}.`;
  return passed ? has : `${has} Needs ${need(rule)}.`;
}

function misspelling(attribute: string, attributes: Attributes): string {
  const similar = Object.keys(attributes).find((name) => name !== attribute && isSimilar(name, attribute));
  return similar === undefined ? '' : ` (${similar} was)`;
}

/** Whether one name is probably meant to be the other: but for case and separators, or one or two letters. */
function isSimilar(one: string, other: string): boolean {
  const [left, right] = [plain(one), plain(other)];
  if (left === right) return true;
  const allowed = Math.min(left.length, right.length) > 4 ? 2 : 1;
  return Math.abs(left.length - right.length) <= allowed && editsBetween(left, right) <= allowed;
}

const plain = (name: string) =>
  name
    .slice(0, 100)
    .toLowerCase()
    .replaceAll(/[-_. ]/g, '');

/** Letters to add, drop or replace to make one of the other. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const letter = one[index];
    const next = [index + 1];
    for (let at = 1; at <= other.length; at += 1) {
      const replaced = (row[at - 1] ?? 0) + Number(letter !== other[at - 1]);
      next.push(Math.min(replaced, (row[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Why the value cannot be compared; nothing where it can. */
function misfit({ operator }: Comparison, given: unknown): string {
  const kind = operator.startsWith('semver-') ? 'semver' : operator;
  const [isFit, word] = FITS[kind] ?? [() => true, ''];
  if (isFit(given)) return '';
  const isFraction = kind === 'semver' && typeof given === 'number';
  return `, which is not ${word}${isFraction ? ': send it as a text' : ''}`;
}

type Fit = readonly [isFit: (value: unknown) => boolean, word: string];

const number: Fit = [(value) => Number.isFinite(value), 'a number'];
const text: Fit = [(value) => typeof value === 'string', 'a text'];
const instant: Fit = [(value) => instantOf(value) !== null, 'an instant'];

const FITS: Readonly<Record<string, Fit>> = {
  greater: number,
  'greater-or-equal': number,
  less: number,
  'less-or-equal': number,
  contains: text,
  'starts-with': text,
  'ends-with': text,
  matches: text,
  includes: [(value) => Array.isArray(value), 'a list'],
  before: instant,
  after: instant,
  semver: [(value) => sortableVersion(value) !== null, 'a version'],
};

const NEEDS: Readonly<Record<Comparison['operator'], string>> = {
  equals: '',
  in: '',
  'not-equals': 'anything but ',
  'not-in': 'anything but ',
  greater: 'more than ',
  'greater-or-equal': 'at least ',
  less: 'less than ',
  'less-or-equal': 'at most ',
  contains: 'a text that contains ',
  'starts-with': 'a text that starts with ',
  'ends-with': 'a text that ends with ',
  matches: 'a text that matches ',
  includes: 'a list that includes ',
  'semver-equals': 'version ',
  'semver-greater': 'a version after ',
  'semver-greater-or-equal': 'at least version ',
  'semver-less': 'a version before ',
  'semver-less-or-equal': 'at most version ',
  before: 'an instant before ',
  after: 'an instant after ',
  exists: '',
};

/** Most items of a list that are shown. */
const SHOWN_ITEMS = 20;

function need({ operator, value }: Comparison): string {
  if (operator === 'exists') return value ? 'any value' : 'no value';
  if (typeof value !== 'object') return NEEDS[operator] + shown(value);
  if (value.length === 0) return `${NEEDS[operator]}one of an empty list`;
  const more = value.length > SHOWN_ITEMS ? ` or ${value.length - SHOWN_ITEMS} more` : '';
  return NEEDS[operator] + value.slice(0, SHOWN_ITEMS).map(shown).join(' or ') + more;
}

/** As JSON, cut where it is long. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 200)}...` : json;
}
