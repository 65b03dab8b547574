import { keyContext } from '../auth/key-context';
import { processDatabase } from '../auth/process-database';
import { processLog } from '../log';
import { handleControlPlane, type ControlPlaneOptions } from './control-plane/handle';
import type { Database } from '../database/client';
import type { Log } from '../log';

/** How the control plane knows its callers and tells of what failed, on whichever server it runs. */
export function controlPlaneOptions(database: Database, log: Log): ControlPlaneOptions {
  return {
    contextFor: (request) => keyContext(database, request.headers.get('authorization')),
    onError: (error, requestId) => {
      log.error({ requestId, error: error instanceof Error ? error.stack : String(error) }, 'request failed');
    },
  };
}

/** The control plane as a Next route handler, for hosts that run `next start` alone. */
export async function controlPlaneRoute(request: Request): Promise<Response> {
  const answer = await handleControlPlane(request, controlPlaneOptions(processDatabase(), processLog()));
  return answer ?? new Response(null, { status: 404 });
}
