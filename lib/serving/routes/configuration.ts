import type { AssignableExperiment } from '../../assignment/configuration';
import { hasETag, jsonResponse } from '../request';
import { requireEvaluation, type Route } from '../route';

/** The running experiments, as a local SDK compiles and evaluates them. */
export const configurationRoute: Route = {
  method: 'GET',
  path: '/api/v1/configuration',
  access: 'key',
  errors: 'problem',
  handle: async ({ request, caller }) => {
    requireEvaluation(caller);
    const { id, key, version, experiments, inactive } = caller.environment;
    const headers = { etag: `"${id}-${version}"`, 'cache-control': 'no-cache' };
    if (hasETag(request.header('if-none-match'), headers.etag)) return { status: 304, headers, body: null };
    const body = {
      environment: key,
      version,
      experiments: Array.from(experiments.values(), ({ compiled }) => withoutRunId(compiled.experiment)),
      inactive: [...inactive],
    };
    return jsonResponse(200, body, headers);
  },
};

/** Field by field: what a run carries besides is not for the world. */
function withoutRunId({
  key,
  run,
  salt,
  coverage,
  targeting,
  variants,
}: AssignableExperiment): AssignableExperiment {
  return { key, run, salt, coverage, targeting, variants };
}
