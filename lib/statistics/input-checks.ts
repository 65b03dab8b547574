import { cannotSay, type CannotSay } from './outcome';

/** A check answers with a refusal, or with undefined when the input may be used. */
export type Check = CannotSay | undefined;

/** The first refusal in order, so that the reason shown is the most basic one. */
export function firstRefusal(...checks: readonly Check[]): Check {
  return checks.find((check) => check !== undefined);
}

export function requireFinite(name: string, value: number): Check {
  return Number.isFinite(value) ? undefined : cannotSay('invalid-input', 'not-finite', { name });
}

export function requirePositive(name: string, value: number): Check {
  return Number.isFinite(value) && value > 0
    ? undefined
    : cannotSay('invalid-input', 'not-positive', { name });
}

export function requireNonNegative(name: string, value: number): Check {
  return Number.isFinite(value) && value >= 0
    ? undefined
    : cannotSay('invalid-input', 'not-at-least-zero', { name });
}

/** Strictly between 0 and 1: significance levels, confidence levels, quantile orders. */
export function requireFraction(name: string, value: number): Check {
  return value > 0 && value < 1 ? undefined : cannotSay('invalid-input', 'not-a-fraction', { name });
}

export function requireCount(name: string, value: number): Check {
  return Number.isSafeInteger(value) && value >= 0
    ? undefined
    : cannotSay('invalid-input', 'not-a-count', { name });
}

/** An arm needs two units before its variance exists. */
export function requireUnits(name: string, n: number): Check {
  const notACount = requireCount(`${name} n`, n);
  if (notACount !== undefined) return notACount;
  return n >= 2 ? undefined : cannotSay('too-few-units', 'fewer-than-two-units', { name, n });
}
