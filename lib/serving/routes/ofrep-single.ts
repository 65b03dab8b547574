import type { Moment } from '../../assignment/assignment';
import { parseJson } from '../../protocol/parse-json';
import { expose } from '../expose';
import { momentOf } from '../moment';
import { TARGETING_KEY_MISSING, type PreparedFlag } from '../prepared-flag';
import type { ApiResponse } from '../../protocol/request';
import type { KeyedCall, Route } from '../route';
import type { ServedExperiment } from '../snapshot';
import { flagAnswer } from './ofrep-answers';
import { ofrepRequestSchema } from './ofrep-body-schema';
import { readOfrepContext, type OfrepContext } from './ofrep-context';
import { OfrepError } from './ofrep-error';

/**
 * One flag by name. Asking for it is an exposure, unless the context says `fairsplit.expose: false`, or by `fairsplit.type` that
 * the code asks for another type of value, and so will show its default.
 */
export const ofrepSingleRoute: Route = {
  method: 'POST',
  path: '/ofrep/v1/evaluate/flags/{key}',
  operation: 'evaluateFlag',
  topic: 'Evaluation',
  summary: 'Evaluate one flag by name, which is an exposure (OFREP)',
  body: { 'application/json': ofrepRequestSchema },
  success: flagAnswer,
  access: 'evaluation',
  errors: 'ofrep',
  answer: (call, body) => {
    const { parts, parameter: key } = call;
    const { environment } = call.caller;
    const context = readOfrepContext(parseJson(body));
    const served = environment.experiments.get(key);
    if (served === undefined) {
      const flag = environment.inactive.get(key);
      if (flag !== undefined) return answerWith(call, flag);
      throw new OfrepError('FLAG_NOT_FOUND', `There is no experiment ${JSON.stringify(key.slice(0, 200))}.`);
    }
    const { unit } = context;
    if (unit === null) return evaluateForAnybody(call, served, context);
    const moment = momentOf(parts, environment, unit, served.compiled.remembers);
    if (!(moment instanceof Promise)) return evaluate(call, served, unit, context, moment);
    return moment.then((known) => evaluate(call, served, unit, context, known));
  },
};

function evaluate(
  call: KeyedCall,
  served: ServedExperiment,
  unit: string,
  { attributes, isExposure, expected }: OfrepContext,
  moment: Moment,
): ApiResponse {
  const assignment = served.compiled.assign(unit, attributes, moment);
  const isTaken = expected === null || expected.includes(served.valueType);
  if (isExposure && isTaken && assignment.reason === 'SPLIT') {
    expose(call, served, assignment.variantIndex, unit, attributes);
  }
  return answerWith(call, served.flags.of(assignment));
}

/** Without a unit there is nobody to expose. */
function evaluateForAnybody(
  call: KeyedCall,
  served: ServedExperiment,
  { attributes }: OfrepContext,
): ApiResponse {
  const assignment = served.assignAnybody(attributes, { nowMs: call.parts.now().getTime() });
  if (assignment !== null) return answerWith(call, served.flags.forAnybody(assignment));
  throw new OfrepError(TARGETING_KEY_MISSING.errorCode, TARGETING_KEY_MISSING.errorDetails);
}

function answerWith({ parts }: KeyedCall, { text, reasonIndex }: PreparedFlag): ApiResponse {
  parts.metrics.evaluated(reasonIndex);
  return { status: 200, headers: JSON_HEADERS, body: text, isByteString: true };
}

const JSON_HEADERS = { 'content-type': 'application/json' };
