import type { ValueType } from '../../assignment/value-type';
import { OfrepError } from './ofrep-error';

/** What code may ask for, by the names of OpenFeature's SDKs in small letters. */
export const EXPECTED_TYPES = ['boolean', 'string', 'integer', 'float', 'number', 'object'] as const;

type ExpectedType = (typeof EXPECTED_TYPES)[number];

/** Which experiments' values such code can take. A `number` is either: JavaScript and Go do not tell the two apart. */
export const TAKEN_BY: Readonly<Record<ExpectedType, readonly ValueType[]>> = {
  boolean: ['boolean'],
  string: ['string'],
  integer: ['integer'],
  float: ['number'],
  number: ['integer', 'number'],
  object: ['json'],
};

/** The types of values that the caller can take; null: it did not say. Throws OfrepError where it names no type. */
export function readExpectedType(given: unknown): readonly ValueType[] | null {
  if (given === undefined || given === null) return null;
  const name = typeof given === 'string' ? given.toLowerCase() : null;
  const type = EXPECTED_TYPES.find((known) => known === name);
  if (type !== undefined) return TAKEN_BY[type];
  throw new OfrepError('INVALID_CONTEXT', `"fairsplit.type" is one of ${EXPECTED_TYPES.join(', ')}.`);
}
