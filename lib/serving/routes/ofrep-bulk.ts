import { hash } from 'node:crypto';
import type { Moment } from '../../assignment/assignment';
import { parseJson } from '../../http/parse-json';
import { momentOf } from '../moment';
import { hasETag, queryParameter, type DataPlaneResponse } from '../request';
import type { KeyedCall, Route } from '../route';
import type { ServedEnvironment } from '../snapshot';
import { readOfrepContext, type OfrepContext } from './ofrep-context';

/** Every running flag for one context. Never an exposure: the client says when the unit met a variant. */
export const ofrepBulkRoute: Route = {
  method: 'POST',
  path: '/ofrep/v1/evaluate/flags',
  access: 'evaluation',
  errors: 'ofrep',
  answer: (call, body) => {
    const context = readOfrepContext(parseJson(body));
    const behind = catchUp(call);
    if (behind !== null) return behind.then((caught) => answer(caught, context, body));
    return answer(call, context, body);
  },
};

/**
 * A client that was told of a version by another process, and asks here for it: this process looks for it before it
 * answers. Null where it is not behind.
 */
function catchUp(call: KeyedCall): Promise<KeyedCall> | null {
  const { caller, parts } = call;
  if (!call.request.path.includes('?')) return null;
  const { id, version } = caller.environment;
  const told = /^"?(?<id>\d+)-(?<version>\d+)"?$/.exec(
    queryParameter(call.request.path, 'flagConfigEtag') ?? '',
  );
  if (Number(told?.groups?.['id']) !== id || !(Number(told?.groups?.['version']) > version)) return null;
  return parts.lookAgain().then(() => {
    const environment = parts.feed.current()?.environments.get(id) ?? caller.environment;
    return { ...call, caller: { ...caller, environment } };
  });
}

function answer(
  call: KeyedCall,
  context: OfrepContext,
  body: Uint8Array,
): DataPlaneResponse | Promise<DataPlaneResponse> {
  const { environment } = call.caller;
  const moment = momentOf(call.parts, environment, context.unit, environment.remembering.length > 0);
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
  let text = '';
  let isAscii = environment.flagSet.isAscii;
  let outcomes = '';
  for (const { compiled, flagOf } of environment.experiments.values()) {
    const flag = flagOf(compiled.assign(unit, attributes, moment));
    text = text === '' ? flag.text : `${text},${flag.text}`;
    isAscii &&= flag.isAscii;
    outcomes += flag.code;
    parts.metrics.evaluated(flag.reason);
  }
  const etag = etagOf(environment, body, outcomes);
  const headers = { 'content-type': 'application/json', etag, 'cache-control': 'no-cache' };
  if (hasETag(request.header('if-none-match'), etag)) {
    return { status: 304, headers: { etag, 'cache-control': 'no-cache' }, body: null };
  }
  return {
    status: 200,
    headers,
    body: `{"flags":[${text}],${environment.flagSet.text},${caller.eventStreams}}`,
    isAscii,
  };
}

/**
 * Of the configuration's version, the context, and what came of them: schedules and what a unit met before change
 * answers within a version.
 */
function etagOf({ id, version }: ServedEnvironment, body: Uint8Array, outcomes: string): string {
  return `"${id}-${version}-${hash('sha256', outcomes + latin1(body), 'base64url').slice(0, 22)}"`;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
