import type { Attributes } from '../../assignment/targeting';
import { isStorableText } from '../../services/ingestion/item-fields';
import { OfrepError } from './ofrep-error';

const MAX_UNIT_CHARACTERS = 512;

/** Not an attribute but a wish: false means that the evaluation is no exposure. */
const EXPOSE = 'fairsplit.expose';

export interface OfrepContext {
  readonly unit: string;
  readonly attributes: Attributes;
  readonly isExposure: boolean;
}

/** Reads the body's `context`. Throws OfrepError: TARGETING_KEY_MISSING, INVALID_CONTEXT or PARSE_ERROR. */
export function readOfrepContext(body: unknown): OfrepContext {
  if (!isObject(body))
    throw new OfrepError('PARSE_ERROR', 'The body must be a JSON object with a "context".');
  const { context = {} } = body;
  if (!isObject(context)) throw new OfrepError('INVALID_CONTEXT', 'The "context" must be an object.');
  if (Object.hasOwn(context, '__proto__')) {
    throw new OfrepError('INVALID_CONTEXT', 'The "context" must not have the key "__proto__".');
  }
  const { targetingKey, [EXPOSE]: wish, ...attributes } = context;
  return { unit: readUnit(targetingKey), attributes, isExposure: wish !== false };
}

function readUnit(targetingKey: unknown): string {
  if (targetingKey === undefined || targetingKey === null || targetingKey === '') {
    throw new OfrepError('TARGETING_KEY_MISSING', 'The context needs a "targetingKey": the id of the unit.');
  }
  if (
    typeof targetingKey !== 'string' ||
    targetingKey.length > MAX_UNIT_CHARACTERS ||
    !isStorableText(targetingKey)
  ) {
    const detail = `The "targetingKey" must be a text of at most ${MAX_UNIT_CHARACTERS} characters, without NUL or half a surrogate pair.`;
    throw new OfrepError('INVALID_CONTEXT', detail);
  }
  return targetingKey;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
