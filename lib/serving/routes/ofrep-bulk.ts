import type { Moment } from '../../assignment/assignment';
import { parseJson } from '../../protocol/parse-json';
import { momentOf } from '../moment';
import { catchUp, catchUpQuery } from '../push/catch-up';
import { hasETag, type ApiResponse } from '../../protocol/request';
import type { KeyedCall, Route } from '../route';
import type { ServedEnvironment } from '../snapshot';
import { flagsAnswer } from './ofrep-answers';
import { ofrepRequestSchema } from './ofrep-body-schema';
import { readOfrepContext, type OfrepContext } from './ofrep-context';

/**
 * Every running flag for one context; without a unit, an error in place of each flag that depends on it. Never an exposure:
 * the client says when the unit met a variant.
 */
export const ofrepBulkRoute: Route = {
  method: 'POST',
  path: '/ofrep/v1/evaluate/flags',
  operation: 'evaluateFlags',
  topic: 'Evaluation',
  summary: 'Evaluate every flag for one context (OFREP)',
  query: catchUpQuery,
  body: { 'application/json': ofrepRequestSchema },
  success: flagsAnswer,
  access: 'evaluation',
  errors: 'ofrep',
  answer: (call, body) => {
    const context = readOfrepContext(parseJson(body));
    const behind = catchUp(call);
    if (behind !== null) return behind.then((caught) => answer(caught, context, body));
    return answer(call, context, body);
  },
};

function answer(
  call: KeyedCall,
  context: OfrepContext,
  body: Uint8Array,
): ApiResponse | Promise<ApiResponse> {
  const { environment } = call.caller;
  const needsMemory = context.unit !== null && environment.remembering.length > 0;
  const moment = momentOf(call.parts, environment, context.unit ?? '', needsMemory);
  if (!(moment instanceof Promise)) return evaluateAll(call, context, body, moment);
  return moment.then((known) => evaluateAll(call, context, body, known));
}

function evaluateAll(
  { request, parts, caller }: KeyedCall,
  { unit, attributes }: OfrepContext,
  body: Uint8Array,
  moment: Moment,
): ApiResponse {
  const { environment } = caller;
  const { evaluated } = parts.metrics;
  // Joined, but copied only on the way to the socket: text that is copied here and there again costs more than the evaluation.
  let flags = '';
  let outcome = 0;
  for (const served of environment.list) {
    const flag =
      unit === null
        ? served.flags.forAnybody(served.assignAnybody(attributes, moment))
        : served.evaluate(unit, attributes, moment);
    flags += flags === '' ? flag.text : flag.inList;
    outcome = mix(outcome, flag.code);
    evaluated(flag.reasonIndex);
  }
  const etag = etagOf(environment, body, outcome);
  if (hasETag(request.header('if-none-match'), etag)) {
    return { status: 304, headers: { etag, 'cache-control': 'no-cache' }, body: null };
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json', etag, 'cache-control': 'no-cache' },
    body: `{"flags":[${flags}${environment.afterFlags}${caller.eventStreams}`,
    isByteString: true,
  };
}

/**
 * Of the configuration's version, the context, and what came of them: schedules and what a unit met before change
 * answers within a version. A hash of 64 bits that is not cryptographic: it is compared with what the same client was
 * given before, so whoever makes two contexts collide deceives nobody but themselves.
 */
function etagOf({ id, version }: ServedEnvironment, body: Uint8Array, outcome: number): string {
  let first = outcome;
  let second = body.length;
  // Four bytes at a time, with loops of the plainest kind: they pass over every byte of every bulk request.
  let at = 0;
  for (; at + 4 <= body.length; at += 4) {
    const word =
      (body[at] ?? 0) |
      ((body[at + 1] ?? 0) << 8) |
      ((body[at + 2] ?? 0) << 16) |
      ((body[at + 3] ?? 0) << 24);
    first = mix(first, word) ^ (first >>> 15);
    second = Math.imul(second ^ word, 0x85ebca6b) ^ (second >>> 13);
  }
  for (; at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    first = mix(first, byte);
    second = Math.imul(second ^ byte, 0x85ebca6b) ^ (second >>> 15);
  }
  return `"${id}-${version}-${first}-${second}"`;
}

/** FNV-1a's step. */
function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}
