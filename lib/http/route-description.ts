import type { z } from 'zod';

// What a row of a route table says of itself for the API's description (`lib/http/openapi`). Both planes speak so.

/** What an answer's body is: JSON that a schema describes, or text, or bytes. */
export type AnswerContent = z.ZodType | 'text' | 'binary';

/** The answer where all went well. */
export interface AnswerDescription {
  readonly status: 200 | 201 | 204;
  readonly description: string;
  /** By media type; none: no body. */
  readonly content: Readonly<Record<string, AnswerContent>>;
  /** What the ETag is good for. `version`: it is that of the body, to come back in If-Match; `revalidation`: 304 for who has it. */
  readonly etag?: 'version' | 'revalidation';
}

/** An answer of another status that is not the usual error. */
export type OtherAnswer = Omit<AnswerDescription, 'status'> & { readonly status: number };

/** JSON. */
export function answering(schema: z.ZodType, status: 200 | 201 = 200): AnswerDescription {
  const description = schema.description ?? 'Done.';
  return { status, description, content: { 'application/json': schema } };
}

/** JSON with a version, which the ETag tells too. */
export function answeringVersioned(
  schema: z.ZodType<{ readonly version: number }>,
  status: 200 | 201 = 200,
): AnswerDescription {
  return { ...answering(schema, status), etag: 'version' };
}

export const answeringNothing: AnswerDescription = { status: 204, description: 'Done.', content: {} };
