import type { z } from 'zod';
import type { Outcome } from '@/lib/statistics';
import type { Answer } from './comparison';

/** Runs one case's input through a public function. */
export type Method = (input: unknown) => Answer;

/** A method from the schema of its input and the call; a refusal answers null. */
export function method<T>(schema: z.ZodType<T>, call: (input: T) => Outcome<Answer>): Method {
  return (input) => {
    const outcome = call(schema.parse(input));
    return outcome.ok ? outcome.value : null;
  };
}

/** Keeps a refusal, reshapes a figure. */
export function reshape<T>(outcome: Outcome<T>, shape: (value: T) => Answer): Outcome<Answer> {
  return outcome.ok ? { ok: true, value: shape(outcome.value) } : outcome;
}
