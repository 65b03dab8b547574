import { answering } from '../../protocol/route';
import { servedConfigurationSchema } from '../../model/served-configuration';
import { catchUp, catchUpQuery } from '../push/catch-up';
import { hasETag, jsonResponse, type ApiResponse } from '../../protocol/request';
import { requireEvaluation, type KeyedCall, type Route } from '../route';

/**
 * `AssignableConfiguration` with the environment and its version: what a local SDK compiles and evaluates. A publishable key
 * reads it too, so it holds nothing but what evaluation needs: no ids of runs, no names, plans or metrics, and forced
 * units as hashes. Rules are in it; who must keep one from browsers evaluates over OFREP.
 */
export const configurationRoute: Route = {
  method: 'GET',
  path: '/api/v1/configuration',
  operation: 'getConfiguration',
  topic: 'Configuration',
  summary: 'Read the configuration that a local SDK evaluates',
  query: catchUpQuery,
  success: { ...answering(servedConfigurationSchema), etag: 'revalidation' },
  access: 'key',
  errors: 'problem',
  handle: (call) => {
    requireEvaluation(call.caller);
    const behind = catchUp(call);
    return behind === null ? answer(call) : behind.then(answer);
  },
};

function answer({ request, caller }: KeyedCall): ApiResponse {
  const { id, key, version, configuration } = caller.environment;
  const headers = { etag: `"${id}-${version}"`, 'cache-control': 'no-cache' };
  if (hasETag(request.header('if-none-match'), headers.etag)) return { status: 304, headers, body: null };
  return jsonResponse(200, { environment: key, version, ...configuration }, headers);
}
