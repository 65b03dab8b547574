import type { z } from 'zod';
import type { AnswerContent, AnswerDescription, OtherAnswer } from '../../protocol/route';
import type { Json } from './schemas';

/** Which of the ways to show a key a route takes; none: it needs no key. */
export type KeyPlace = 'bearer' | 'header' | 'query' | 'token';

/** One route as the document tells of it, whichever table it stands in. */
export interface Operation {
  readonly method: string;
  /** With {names}. */
  readonly path: string;
  readonly name: string;
  readonly topic: string;
  readonly summary: string;
  readonly keys: readonly KeyPlace[];
  /** Whether the key may be left out. */
  readonly isOpen: boolean;
  readonly query?: z.ZodObject | undefined;
  readonly headers?: z.ZodObject | undefined;
  /** Headers that no schema of the program describes. */
  readonly otherHeaders?: readonly Json[];
  readonly body?: Readonly<Record<string, AnswerContent>> | undefined;
  readonly success: AnswerDescription;
  readonly others: readonly OtherAnswer[];
  /** Statuses of errors that are to be expected, beside the many that any request may meet. */
  readonly refusals: readonly number[];
  readonly errors: 'problem' | 'ofrep';
}

/** Every schema that stands in the operation, by the way that it goes. */
export function schemasOf({ query, headers, body = {}, success, others }: Operation): {
  readonly input: readonly z.ZodType[];
  readonly output: readonly z.ZodType[];
} {
  const answers = [success, ...others].flatMap(({ content }) => Object.values(content));
  const given = [query, headers, ...Object.values(body)].filter((content) => content !== undefined);
  return { input: given.filter(isSchema), output: answers.filter(isSchema) };
}

export function isSchema(content: AnswerContent): content is z.ZodType {
  return typeof content !== 'string';
}
