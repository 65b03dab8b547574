import { z } from 'zod';
import { FairsplitError } from '../errors';

/**
 * What came of a call that did not succeed: `status`, a stable `code`, a `message` that says what to change, and each problem of the
 * input with its pointer. UNREACHABLE: no server answered; NOT_FAIRSPLIT: what answered is none of ours.
 */
export class ApiError extends FairsplitError {
  /** Place of the first problem in what was sent, such as /variants/0/weight; null: the error is of no place. */
  get pointer(): string | null {
    return this.problems[0]?.pointer ?? null;
  }
}

const problemSchema = z.object({
  code: z.string(),
  detail: z.string(),
  problems: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

/** The error of an answer; `asked`: such as GET /api/v1/layers. */
export function errorOf(
  asked: string,
  { status, body }: { readonly status: number; readonly body: unknown },
) {
  const { data: problem } = problemSchema.safeParse(body);
  if (problem !== undefined) return new ApiError(problem.code, status, problem.detail, problem.problems);
  const detail = `${asked} was answered with ${String(status)}; is this a Fairsplit server?`;
  return new ApiError('NOT_FAIRSPLIT', status, detail);
}

export function unreachable(url: string, error: unknown): ApiError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return new ApiError('UNREACHABLE', 503, `${url} cannot be reached: ${cause}`);
}
