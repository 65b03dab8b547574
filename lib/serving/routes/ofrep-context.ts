import type { ValueType } from '../../assignment/value-type';
import { isPlaceholderId } from '../../assignment/placeholder-id';
import type { Attributes } from '../../assignment/targeting';
import { MAX_UNIT_CHARACTERS } from '../../assignment/unit-length';
import { readExpectedType } from './expected-type';
import { OfrepError } from './ofrep-error';

/** Not an attribute but a wish: false means that the evaluation is no exposure. */
const EXPOSE = 'fairsplit.expose';

/** Nor is this: which type of value the code asks for. The unit meets no variant whose value the code cannot take. */
const TYPE = 'fairsplit.type';

export interface OfrepContext {
  /**
   * Null: none was named, so what is asked is what holds for every unit. So it is where a program wrote what it writes without
   * an id: nobody is shown a variant whose exposure would be refused.
   */
  readonly unit: string | null;
  readonly attributes: Attributes;
  readonly isExposure: boolean;
  /** The types of values that the caller can take; null: it did not say. */
  readonly expected: readonly ValueType[] | null;
}

/** Reads the body's `context`, which may be left out or null. Throws OfrepError: INVALID_CONTEXT or PARSE_ERROR. */
export function readOfrepContext(body: unknown): OfrepContext {
  if (!isObject(body))
    throw new OfrepError('PARSE_ERROR', 'The body must be a JSON object with a "context".');
  const { context: given } = body;
  const context = given ?? {};
  if (!isObject(context)) throw new OfrepError('INVALID_CONTEXT', 'The "context" must be an object.');
  if (Object.hasOwn(context, '__proto__')) {
    throw new OfrepError('INVALID_CONTEXT', 'The "context" must not have the key "__proto__".');
  }
  const { targetingKey, [EXPOSE]: wish, [TYPE]: type, ...attributes } = context;
  return {
    unit: readUnit(targetingKey),
    attributes,
    isExposure: wish !== false,
    expected: readExpectedType(type),
  };
}

function readUnit(targetingKey: unknown): string | null {
  if (targetingKey === undefined || targetingKey === null || targetingKey === '') return null;
  if (
    typeof targetingKey !== 'string' ||
    targetingKey.length > MAX_UNIT_CHARACTERS ||
    !isStorable(targetingKey)
  ) {
    const detail = `The "targetingKey" must be a text of at most ${MAX_UNIT_CHARACTERS} characters, without NUL or half a surrogate pair.`;
    throw new OfrepError('INVALID_CONTEXT', detail);
  }
  return SURELY_AN_ID.test(targetingKey) || !isPlaceholderId(targetingKey) ? targetingKey : null;
}

/**
 * Most ids, told in a fifth of the time that `isPlaceholderId` takes: a digit but zero, and neither a blank nor a brace. What programs
 * write where they have no id has such a digit only behind a blank (`object 1`) or in braces (`${user1}`).
 */
const SURELY_AN_ID = /^[^\s{]*[1-9][^\s{]*$/;

/** The same as `isStorableText`, in a loop: for the short text that a unit id is, an expression takes five times as long. */
function isStorable(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0) return false;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return false;
    index += 1;
  }
  return true;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
