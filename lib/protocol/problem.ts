import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import { FairsplitError } from '../errors';
import type { DeepReadonly } from '../model/deep-readonly';

export const problemContentType = 'application/problem+json';

export const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('For people: what to change.'),
    code: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .describe('Stable; for programs.'),
    requestId: z.string().describe('Identifies the request in the log.'),
    problems: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .exactOptional()
      .describe('Every problem of the input, with a JSON pointer to its place.'),
  })
  .meta({ id: 'Problem', description: 'An error (RFC 9457).' });

/** An error as RFC 9457 writes it; `code` is stable, `detail` is for people and says what to change. */
export type Problem = DeepReadonly<z.output<typeof problemSchema>>;

/** Whether the error is one that we meant to tell the caller; any other is ours to find in the log. */
export function isExpected(error: unknown): error is FairsplitError {
  return error instanceof FairsplitError;
}

/** The one place where errors become problem+json. An unexpected error says nothing of itself but the request's id. */
export function toProblem(error: unknown, requestId: string): Problem {
  if (!isExpected(error)) {
    const detail = `Something went wrong here. The log has it under the request id ${requestId}.`;
    return problem('INTERNAL', 500, detail, requestId);
  }
  const { code, status, message, problems } = error;
  const described = { ...extensionsOf(error), ...problem(code, status, message, requestId) };
  return problems.length === 0 ? described : { ...described, problems };
}

/** What an error has to tell beside itself (RFC 9457, section 3.2). */
function extensionsOf(error: FairsplitError): object {
  const extensions = 'extensions' in error ? error.extensions : null;
  return typeof extensions === 'object' && extensions !== null ? extensions : {};
}

/** Seconds after which the request may be tried again, for the header Retry-After; null where that would not help. */
export function retryAfterSeconds(error: unknown): number | null {
  if (!isExpected(error) || !('retryAfterSeconds' in error)) return null;
  return typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : null;
}

function problem(code: string, status: number, detail: string, requestId: string): Problem {
  const type = `urn:fairsplit:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return { type, title: STATUS_CODES[status] ?? 'Error', status, detail, code, requestId };
}
