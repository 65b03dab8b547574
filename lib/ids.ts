import { randomBytes } from 'node:crypto';

/** Tells this process from every other; with a number behind it, requests are told apart without a random number each. */
const processPart = randomBytes(9).toString('base64url');
let requests = 0;

/** An id for one request, given back in its answer and written in its log lines, so that the two can be matched. */
export function newRequestId(): string {
  requests += 1;
  return `${processPart}-${requests.toString(36)}`;
}
