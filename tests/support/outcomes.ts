import { expect } from 'vitest';
import { cannotSaySentence } from '@/lib/sentences/cannot-say';
import type { CannotSay, CannotSayReason, Outcome } from '@/lib/statistics/outcome';

/** The figure of an outcome that must have one. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Expected a figure, got ${outcome.reason}: ${cannotSaySentence(outcome)}`);
  return outcome.value;
}

/** A refusal as it is shown: its reason and its sentence. */
export type ShownRefusal = Pick<CannotSay, 'ok' | 'reason'> & { readonly detail: string };

/** The refusal of an outcome that must be one, as it is shown. */
export function refusal(outcome: Outcome<unknown>): ShownRefusal {
  if (outcome.ok) throw new Error(`Expected a refusal, got ${JSON.stringify(outcome.value)}`);
  return { ok: false, reason: outcome.reason, detail: cannotSaySentence(outcome) };
}

/** A refusal as results stored before there were codes hold it: of any sentence. */
export function storedRefusal(reason: CannotSayReason, detail: string): CannotSay {
  return { ok: false, reason, detail };
}

/** Equals an outcome without a figure that has this reason and is shown with this sentence. */
export function saying(reason: CannotSayReason, sentence: string | RegExp): unknown {
  return {
    asymmetricMatch: (outcome: Outcome<unknown> | undefined) => {
      if (outcome?.ok !== false || outcome.reason !== reason || !('message' in outcome)) return false;
      const shown = cannotSaySentence(outcome);
      return typeof sentence === 'string' ? shown === sentence : sentence.test(shown);
    },
    toString: () => `saying ${reason}: ${String(sentence)}`,
  };
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
