import { attributeOf } from './compile-targeting';
import { instantOf } from './instant';
import { OPERATOR_WORDS, type Operand } from './operator-words';
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
  const { operand } = OPERATOR_WORDS[operator];
  const [isFit, word] = FITS[operand];
  if (isFit(given)) return '';
  const isFraction = operand === 'version' && typeof given === 'number';
  return `, which is not ${word}${isFraction ? ': send it as a text' : ''}`;
}

/** Which values can be compared at all. */
type Fit = readonly [isFit: (value: unknown) => boolean, word: string];

const anything: Fit = [() => true, ''];
const text: Fit = [(value) => typeof value === 'string', 'a text'];

const FITS: Readonly<Record<Operand, Fit>> = {
  scalar: anything,
  list: anything,
  flag: anything,
  number: [(value) => Number.isFinite(value), 'a number'],
  text,
  pattern: text,
  item: [(value) => Array.isArray(value), 'a list'],
  instant: [(value) => instantOf(value) !== null, 'an instant'],
  version: [(value) => sortableVersion(value) !== null, 'a version'],
};

/** Most items of a list that are shown. */
const SHOWN_ITEMS = 20;

function need({ operator, value }: Comparison): string {
  if (operator === 'exists') return value ? 'any value' : 'no value';
  const words = OPERATOR_WORDS[operator].need;
  if (typeof value !== 'object') return words + shown(value);
  if (value.length === 0) return `${words}one of an empty list`;
  const more = value.length > SHOWN_ITEMS ? ` or ${value.length - SHOWN_ITEMS} more` : '';
  return words + value.slice(0, SHOWN_ITEMS).map(shown).join(' or ') + more;
}

/** As JSON, cut where it is long. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 200)}...` : json;
}
