import type { Attributes } from '../../lib/assignment/targeting';
import type { EvaluationErrorCode } from './evaluation';
import { isStorableText, MAX_UNIT_CHARACTERS } from './plain-json';

export interface ReadSubject {
  readonly unit: string;
  readonly attributes: Attributes;
  readonly isExposed: boolean;
}

/** Why a subject cannot be evaluated. Internal: the client turns it into a default with this code. */
export class SubjectError extends Error {
  constructor(
    readonly code: EvaluationErrorCode,
    detail: string,
  ) {
    super(detail);
  }
}

/** Reads a subject once, whatever it is. Throws SubjectError, and what the subject's own getters throw. */
export function readSubject(subject: unknown): ReadSubject {
  const { unit, attributes, expose } = isObject(subject) ? subject : {};
  return { unit: readUnit(unit), attributes: isObject(attributes) ? attributes : {}, isExposed: expose !== false };
}

/** The same rules as the server's, so that what is evaluated can also be recorded. */
export function readUnit(unit: unknown): string {
  if (unit === undefined || unit === null || unit === '') {
    throw new SubjectError('TARGETING_KEY_MISSING', 'The unit is missing: give the id of the user, device or account.');
  }
  if (typeof unit !== 'string' || unit.length > MAX_UNIT_CHARACTERS || !isStorableText(unit)) {
    const detail = `The unit must be a text of 1 to ${MAX_UNIT_CHARACTERS} characters, without NUL or half a surrogate pair.`;
    throw new SubjectError('INVALID_CONTEXT', detail);
  }
  return unit;
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
