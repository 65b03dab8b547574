import type { z } from 'zod';

// A row of a route table. From the rows come the routing, the API's description (`lib/api/openapi`) and the access tests.

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
  /** Where what was made can be read, where it has no key of its own: below the list that it was posted to, as the newest of its run. */
  readonly place?: 'latest-of-run';
}

/** An answer of another status that is not the usual error. */
export type OtherAnswer = Omit<AnswerDescription, 'status'> & { readonly status: number };

/** What the rows of both planes say of themselves. */
export interface RouteRow {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Such as /api/v1/experiments/{key}. */
  readonly path: string;
  /** Its name in the API's description, and so in generated clients: it never changes. */
  readonly operation: string;
  readonly summary: string;
  readonly query?: z.ZodObject | undefined;
  readonly headers?: z.ZodObject;
  /** What comes back; the status and the ETag are taken from here too. */
  readonly success: AnswerDescription;
  readonly others?: readonly OtherAnswer[];
}

/** JSON. */
export function answering(schema: z.ZodType, status: 200 | 201 = 200): AnswerDescription {
  const description = schema.description ?? 'Done.';
  return { status, description, content: { 'application/json': schema } };
}

/** Whether the answer says in Location where what was made can be read. */
export function isPlaced({
  status,
  etag,
  place,
}: Pick<AnswerDescription, 'etag' | 'place'> & { readonly status: number }): boolean {
  return status === 201 && (etag === 'version' || place !== undefined);
}

export const answeringNothing: AnswerDescription = { status: 204, description: 'Done.', content: {} };
