import { z } from 'zod';
import { FairsplitError } from '../../errors';
import { isExpected, retryAfterSeconds, toProblem } from '../../protocol/problem';
import { jsonResponse, type ApiResponse } from '../../protocol/request';

const OFREP_ERROR_CODES = [
  'PARSE_ERROR',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
  'FLAG_NOT_FOUND',
] as const;

export type OfrepErrorCode = (typeof OFREP_ERROR_CODES)[number];

/** What {@link ofrepErrorResponse} writes, for the API's description. */
export const ofrepErrorSchema = z
  .object({
    key: z.string().optional().describe('Key of the flag, if one was requested.'),
    errorCode: z.enum([...OFREP_ERROR_CODES, 'GENERAL']),
    errorDetails: z.string().describe('For people: what to change.'),
    requestId: z.string(),
  })
  .meta({ id: 'OfrepError', description: "An error in OFREP's own form." });

/** An error in the protocol's own words. */
export class OfrepError extends FairsplitError {
  constructor(
    readonly errorCode: OfrepErrorCode,
    detail: string,
  ) {
    super(errorCode, errorCode === 'FLAG_NOT_FOUND' ? 404 : 400, detail);
  }
}

const PARSE_ERRORS = new Set([
  'MALFORMED_JSON',
  'NOT_UTF8',
  'JSON_TOO_DEEP',
  'MALFORMED_ENCODING',
  'UNSUPPORTED_ENCODING',
  'REQUEST_ABORTED',
]);

/** Clients need `key` and `errorCode` in every error of a single evaluation; in a bulk one there is no key. */
export function ofrepErrorResponse(
  error: unknown,
  flagKey: string,
  requestId: string,
  headers: Readonly<Record<string, string>>,
): ApiResponse {
  const { status, detail, code } = toProblem(error, requestId);
  const errorCode =
    error instanceof OfrepError ? error.errorCode : PARSE_ERRORS.has(code) ? 'PARSE_ERROR' : 'GENERAL';
  const key = flagKey === '' ? {} : { key: flagKey };
  const retry = isExpected(error) ? retryAfterSeconds(error) : null;
  const retryHeader = retry === null ? {} : { 'retry-after': String(retry) };
  return jsonResponse(
    status,
    { ...key, errorCode, errorDetails: detail, requestId },
    { ...retryHeader, ...headers },
  );
}
