import type { Moment } from '../../assignment/assignment';
import { parseJson } from '../../http/parse-json';
import { momentOf } from '../moment';
import { catchUp, catchUpQuery } from '../push/catch-up';
import { hasETag, type DataPlaneResponse } from '../request';
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
): DataPlaneResponse | Promise<DataPlaneResponse> {
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
): DataPlaneResponse {
  const { environment } = caller;
  const { list, flagSet } = environment;
  const texts = new Array<string>(list.length);
  let isAscii = flagSet.isAscii;
  let outcome = 0;
  for (let index = 0; index < list.length; index += 1) {
    const served = list[index];
    if (served === undefined) continue;
    const flag =
      unit === null
        ? served.flags.forAnybody(served.assignAnybody(attributes, moment))
        : served.evaluate(unit, attributes, moment);
    texts[index] = flag.text;
    isAscii &&= flag.isAscii;
    outcome = mix(outcome, flag.code);
    parts.metrics.evaluated(flag.code);
  }
  const etag = etagOf(environment, body, outcome);
  if (hasETag(request.header('if-none-match'), etag)) {
    return { status: 304, headers: { etag, 'cache-control': 'no-cache' }, body: null };
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json', etag, 'cache-control': 'no-cache' },
    body: `{"flags":[${texts.join(',')}],${flagSet.text},${caller.eventStreams}}`,
    isAscii,
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
  // Backwards, with a loop of the plainest kind: it passes over every byte of every bulk request.
  for (let index = body.length - 1; index >= 0; index -= 1) {
    const byte = body[index] ?? 0;
    first = mix(first, byte);
    second = Math.imul(second ^ byte, 0x85ebca6b) ^ (second >>> 15);
  }
  return `"${id}-${version}-${(first >>> 0).toString(36)}-${(second >>> 0).toString(36)}"`;
}

/** FNV-1a's step. */
function mix(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}
