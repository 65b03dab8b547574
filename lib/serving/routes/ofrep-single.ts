import { parseJson } from '../../http/parse-json';
import { expose } from '../expose';
import { momentOf } from '../moment';
import { jsonResponse } from '../request';
import { requireEvaluation, type Route } from '../route';
import { readOfrepContext } from './ofrep-context';
import { OfrepError } from './ofrep-error';
import { disabledFlag, evaluatedFlag } from './ofrep-flag';

/** One flag by name. Asking for it is an exposure, unless the context says `fairsplit.expose: false`. */
export const ofrepSingleRoute: Route = {
  method: 'POST',
  path: '/ofrep/v1/evaluate/flags/',
  access: 'key',
  errors: 'ofrep',
  handle: async ({ request, parts, caller, parameter: key }) => {
    requireEvaluation(caller);
    const { unit, attributes, isExposure } = readOfrepContext(parseJson(await request.readBody()));
    const { environment } = caller;
    const experiment = environment.experiments.get(key);
    if (experiment === undefined) {
      if (environment.inactive.has(key)) return jsonResponse(200, disabledFlag(environment, key));
      throw new OfrepError('FLAG_NOT_FOUND', `There is no experiment ${JSON.stringify(key.slice(0, 200))}.`);
    }
    const assignment = experiment.compiled.assign(unit, attributes, momentOf(parts));
    if (isExposure && assignment.reason === 'SPLIT') {
      expose(parts, experiment.runId, assignment.variantIndex, unit, attributes);
    }
    return jsonResponse(200, evaluatedFlag(environment, experiment, assignment));
  },
};
