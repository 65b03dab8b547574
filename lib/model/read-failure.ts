import { z } from 'zod';
import { cannotSaySchema } from './effect';

/** Why something of an analysis could not be read; null: it was. The page and the API make the sentence of it. */
export const readFailureSchema = cannotSaySchema.nullable().default(null);

/**
 * A member that answers of the API have beside a failure, and no result holds: its sentence, under the name that it has had since the
 * first version.
 */
export function sentenceOf(failure: string) {
  return z
    .unknown()
    .transform(() => undefined)
    .register(z.globalRegistry, {
      type: ['string', 'null'],
      description: `For people: \`${failure}\` in words; null where that is null.`,
    })
    .optional();
}

/** Reads results of versions that stored a sentence (under the name `sentence`) where later ones have a `failure`. */
export function withFailureOf(sentence: string) {
  return (stored: unknown): unknown => {
    if (typeof stored !== 'object' || stored === null || 'failure' in stored) return stored;
    const detail: unknown = Object.entries(stored).find(([name]) => name === sentence)?.[1];
    if (typeof detail !== 'string') return stored;
    return { ...stored, failure: { ok: false, reason: 'not-computable', detail } };
  };
}
