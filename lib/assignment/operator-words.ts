import type { Comparison } from './targeting';

/** What an operator compares with: the type of a condition's value. */
export type Operand =
  'scalar' | 'list' | 'number' | 'text' | 'pattern' | 'item' | 'version' | 'instant' | 'flag';

interface OperatorWords {
  readonly operand: Operand;
  /** Between the attribute's name and the value, in a sentence and in a form. */
  readonly clause: string;
  /** Before the value, where an explanation says what a unit needs. */
  readonly need: string;
}

/**
 * Everything about an operator but its predicate (`operators.ts`), for people: clients do not carry it. In the order in which a form
 * offers them. What the value of each operand is stands where it is used, in tables over `Operand`.
 */
export const OPERATOR_WORDS: Readonly<Record<Comparison['operator'], OperatorWords>> = {
  equals: { operand: 'scalar', clause: 'is', need: '' },
  'not-equals': { operand: 'scalar', clause: 'is not', need: 'anything but ' },
  in: { operand: 'list', clause: 'is one of', need: '' },
  'not-in': { operand: 'list', clause: 'is none of', need: 'anything but ' },
  greater: { operand: 'number', clause: 'is greater than', need: 'more than ' },
  'greater-or-equal': { operand: 'number', clause: 'is at least', need: 'at least ' },
  less: { operand: 'number', clause: 'is less than', need: 'less than ' },
  'less-or-equal': { operand: 'number', clause: 'is at most', need: 'at most ' },
  contains: { operand: 'text', clause: 'contains', need: 'a text that contains ' },
  'starts-with': { operand: 'text', clause: 'starts with', need: 'a text that starts with ' },
  'ends-with': { operand: 'text', clause: 'ends with', need: 'a text that ends with ' },
  matches: { operand: 'pattern', clause: 'matches', need: 'a text that matches ' },
  includes: { operand: 'item', clause: 'includes', need: 'a list that includes ' },
  'semver-equals': { operand: 'version', clause: 'is version', need: 'version ' },
  'semver-greater': { operand: 'version', clause: 'is a version after', need: 'a version after ' },
  'semver-greater-or-equal': {
    operand: 'version',
    clause: 'is at least version',
    need: 'at least version ',
  },
  'semver-less': { operand: 'version', clause: 'is a version before', need: 'a version before ' },
  'semver-less-or-equal': { operand: 'version', clause: 'is at most version', need: 'at most version ' },
  before: { operand: 'instant', clause: 'is before', need: 'an instant before ' },
  after: { operand: 'instant', clause: 'is after', need: 'an instant after ' },
  exists: { operand: 'flag', clause: 'is known', need: '' },
};

/** The operators, in the order in which a form offers them. */
export const OPERATORS = Object.keys(OPERATOR_WORDS).filter(isOperator);

export function isOperator(name: unknown): name is Comparison['operator'] {
  return typeof name === 'string' && Object.prototype.hasOwnProperty.call(OPERATOR_WORDS, name);
}
