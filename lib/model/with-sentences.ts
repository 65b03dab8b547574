import { z } from 'zod';
import { cannotSaySentence, isCannotSayMessage } from '../sentences/cannot-say';

const refusalSchema = z.strictObject({
  ok: z.literal(false),
  reason: z.string(),
  message: z.string().refine(isCannotSayMessage),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
});

const whyNotSchema = z.union([refusalSchema, z.object({ detail: z.string() })]);

/**
 * A copy of what is about to be shown as JSON, in which every outcome without a figure has its sentence, as `detail`, and
 * every `failure` its own beside it: no result stores them.
 */
export function withSentences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSentences);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('ok' in value && value.ok === false) {
    const { data: refusal } = refusalSchema.safeParse(value);
    if (refusal !== undefined) return { ...refusal, detail: cannotSaySentence(refusal) };
  }
  const shown = Object.entries(value).map(([name, part]) => [name, withSentences(part)] as const);
  return Object.fromEntries('failure' in value ? [...shown, failureSentence(value, value.failure)] : shown);
}

/** As answers have had it since before there were codes: `refusal` of an attribute, `failed` of a metric (lib/model/read-failure.ts). */
function failureSentence(holder: object, failure: unknown): readonly [string, string | null] {
  const { data: refusal } = whyNotSchema.safeParse(failure);
  const sentence = refusal === undefined ? null : cannotSaySentence(refusal);
  return ['attribute' in holder ? 'refusal' : 'failed', sentence];
}
