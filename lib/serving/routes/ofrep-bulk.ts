import { createHash } from 'node:crypto';
import { parseJson } from '../../http/parse-json';
import { momentOf } from '../moment';
import { hasETag, jsonResponse } from '../request';
import { requireEvaluation, type Route } from '../route';
import { readOfrepContext } from './ofrep-context';
import { evaluatedFlag } from './ofrep-flag';

/** Every running flag for one context. Never an exposure: the client says when the unit met a variant. */
export const ofrepBulkRoute: Route = {
  method: 'POST',
  path: '/ofrep/v1/evaluate/flags',
  access: 'key',
  errors: 'ofrep',
  handle: async ({ request, caller, parts }) => {
    requireEvaluation(caller);
    const { environment } = caller;
    const body = await request.readBody();
    const { unit, attributes } = readOfrepContext(parseJson(body));
    // Version and context determine the answer, so their hash is its ETag: no need to evaluate to say "not modified".
    const hash = createHash('sha256').update(`${environment.id} ${environment.version} `).update(body);
    const etag = `"${hash.digest('base64url').slice(0, 27)}"`;
    const headers = { etag, 'cache-control': 'no-cache' };
    if (hasETag(request.header('if-none-match'), etag)) return { status: 304, headers, body: null };
    const moment = momentOf(parts);
    const flags = Array.from(environment.experiments.values(), (experiment) =>
      evaluatedFlag(environment, experiment, experiment.compiled.assign(unit, attributes, moment)),
    );
    const metadata = { version: environment.version, flagSetId: environment.key };
    return jsonResponse(200, { flags, metadata }, headers);
  },
};
