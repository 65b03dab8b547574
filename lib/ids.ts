import { randomUUID } from 'node:crypto';

/** An id for one request, given back in its answer and written in its log lines, so that the two can be matched. */
export function newRequestId(): string {
  return randomUUID();
}
