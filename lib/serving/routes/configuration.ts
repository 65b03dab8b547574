import { hasETag, jsonResponse } from '../request';
import { requireEvaluation, type Route } from '../route';

/** `AssignableConfiguration` with the environment and its version: what a local SDK compiles and evaluates. */
export const configurationRoute: Route = {
  method: 'GET',
  path: '/api/v1/configuration',
  access: 'key',
  errors: 'problem',
  handle: ({ request, caller }) => {
    requireEvaluation(caller);
    const { id, key, version, configuration } = caller.environment;
    const headers = { etag: `"${id}-${version}"`, 'cache-control': 'no-cache' };
    if (hasETag(request.header('if-none-match'), headers.etag)) return { status: 304, headers, body: null };
    return jsonResponse(200, { environment: key, version, ...configuration }, headers);
  },
};
