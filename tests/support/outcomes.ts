import { expect } from 'vitest';
import type { CannotSay, Outcome } from '@/lib/statistics/outcome';

/** The figure of an outcome that must have one. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Expected a figure, got ${outcome.reason}: ${outcome.detail}`);
  return outcome.value;
}

/** The refusal of an outcome that must be one. */
export function refusal(outcome: Outcome<unknown>): CannotSay {
  if (outcome.ok) throw new Error(`Expected a refusal, got ${JSON.stringify(outcome.value)}`);
  return outcome;
}

/** Every figure within `tolerance` of the expected one, relative to it; says which one is not. */
export function expectRelative(
  found: readonly number[],
  expected: readonly number[],
  tolerance: number,
): void {
  expect(found).toHaveLength(expected.length);
  for (const [index, value] of expected.entries()) {
    const error = Math.abs((found[index] ?? NaN) / value - 1);
    expect(error, `figure ${index}: found ${found[index]}, expected ${value}`).toBeLessThanOrEqual(tolerance);
  }
}
