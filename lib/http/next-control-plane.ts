import { randomUUID } from 'node:crypto';
import { keyContext } from '../auth/key-context';
import { processDatabase } from '../auth/process-database';
import { processLog } from '../log';
import { FairsplitError } from '../errors';
import { problemContentType, toProblem } from './problem';
import { handleControlPlane, type ControlPlaneOptions } from './control-plane/handle';
import type { Database } from '../database/client';
import type { Log } from '../log';

/**
 * How the control plane knows its callers and tells of what failed, on whichever server it runs. `now`: the clock of a
 * server that is started to walk through days; left out, the machine's.
 */
export function controlPlaneOptions(database: Database, log: Log, now?: () => Date): ControlPlaneOptions {
  return {
    contextFor: async (request) => {
      const ctx = await keyContext(database, request.headers.get('authorization'));
      return now === undefined ? ctx : { ...ctx, now };
    },
    onError: (error, requestId) => {
      log.error({ error, requestId }, 'a request failed');
    },
  };
}

/** The control plane as a Next route handler, for hosts that run `next start` alone. */
export async function controlPlaneRoute(request: Request): Promise<Response> {
  const answer = await handleControlPlane(request, controlPlaneOptions(processDatabase(), processLog()));
  return answer ?? nothingHere(request);
}

/** Also for the paths of `/api` that neither plane knows, however they came here. */
function nothingHere({ method, url }: Request): Response {
  const requestId = randomUUID();
  const error = new FairsplitError(
    'NOT_FOUND',
    404,
    `There is no ${method} ${new URL(url).pathname}. Compare the path with the API's description.`,
  );
  return Response.json(toProblem(error, requestId), {
    status: 404,
    headers: { 'content-type': problemContentType, 'x-request-id': requestId, 'cache-control': 'no-store' },
  });
}
