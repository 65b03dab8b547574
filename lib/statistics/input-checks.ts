import { cannotSay, type CannotSay } from './outcome';

/** A check answers with a refusal, or with undefined when the input may be used. */
export type Check = CannotSay | undefined;

/** The first refusal in order, so that the reason shown is the most basic one. */
export function firstRefusal(...checks: readonly Check[]): Check {
  return checks.find((check) => check !== undefined);
}

export function requireFinite(name: string, value: number): Check {
  return Number.isFinite(value) ? undefined : cannotSay('invalid-input', `${name} must be a finite number.`);
}

export function requirePositive(name: string, value: number): Check {
  return Number.isFinite(value) && value > 0
    ? undefined
    : cannotSay('invalid-input', `${name} must be a finite number above 0.`);
}

export function requireNonNegative(name: string, value: number): Check {
  return Number.isFinite(value) && value >= 0
    ? undefined
    : cannotSay('invalid-input', `${name} must be a finite number of at least 0.`);
}

/** Strictly between 0 and 1: significance levels, confidence levels, quantile orders. */
export function requireFraction(name: string, value: number): Check {
  return value > 0 && value < 1
    ? undefined
    : cannotSay('invalid-input', `${name} must lie strictly between 0 and 1.`);
}

export function requireCount(name: string, value: number): Check {
  return Number.isSafeInteger(value) && value >= 0
    ? undefined
    : cannotSay('invalid-input', `${name} must be a whole number of at least 0.`);
}

/** An arm needs two units before its variance exists. */
export function requireUnits(name: string, n: number): Check {
  const notACount = requireCount(`${name} n`, n);
  if (notACount !== undefined) return notACount;
  return n >= 2 ? undefined : cannotSay('too-few-units', `${name} has ${n} units; at least 2 are needed.`);
}
