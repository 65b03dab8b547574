import { isPlaceholderId } from '../../lib/assignment/placeholder-id';
import type { EvaluationErrorCode } from './evaluation';
import { isStorable } from './plain-json';

/** Why a unit cannot be evaluated, by the same rules as the server's, so that what is evaluated can also be recorded. */
export function problemOfUnit(unit: unknown): EvaluationErrorCode | undefined {
  // What programs write where there is no id is none.
  if (isStorable(unit, 512)) return isPlaceholderId(unit) ? 'TARGETING_KEY_MISSING' : undefined;
  // Absent, null or empty; and whatever else is nothing is missing too.
  return unit ? 'INVALID_CONTEXT' : 'TARGETING_KEY_MISSING';
}
