import { randomUUID } from 'node:crypto';
import { holdsKey, keyContext } from '../auth/key-context';
import { processDatabase } from '../auth/process-database';
import { env } from '../env';
import { processLog } from '../log';
import { FairsplitError } from '../errors';
import { clientAddress } from '../serving/limits/client-address';
import { createCallerLimits, DEFAULT_CALLER_LIMITS, type CallerLimits } from './control-plane/caller-limits';
import { problemContentType, toProblem } from './problem';
import { handleControlPlane, type ControlPlaneOptions } from './control-plane/handle';
import type { Database } from '../database/client';
import type { Log } from '../log';

/**
 * How the control plane knows its callers and tells of what failed, on whichever server it runs. `limits`: how often they may
 * call; left out, without limit. `now`: the clock of a server that is started to walk through days; left out, the machine's.
 */
export function controlPlaneOptions(
  database: Database,
  log: Log,
  { now, limits }: { readonly now?: (() => Date) | undefined; readonly limits?: CallerLimits } = {},
): ControlPlaneOptions {
  return {
    contextFor: async (request, address) => {
      const authorization = request.headers.get('authorization');
      const read = () => keyContext(database, authorization);
      // What is no key is refused without a question, so it need not be counted.
      const isKey = limits !== undefined && holdsKey(authorization);
      const ctx = await (isKey ? limits.admit(authorization, address, read) : read());
      return now === undefined ? ctx : { ...ctx, now };
    },
    onError: (error, requestId) => {
      log.error({ error, requestId }, 'a request failed');
    },
  };
}

/** The limits of this process's control plane, as the environment says them. */
export function controlPlaneLimits(): CallerLimits {
  const { controlRateLimitPerKeyPerSecond: perSecond } = env();
  return createCallerLimits({
    ...DEFAULT_CALLER_LIMITS,
    perKey: { perSecond, burst: perSecond * BURST_SECONDS },
  });
}

const BURST_SECONDS = 10;

let ownOptions: ControlPlaneOptions | undefined;

/** The control plane as a Next route handler, for hosts that run `next start` alone. */
export async function controlPlaneRoute(request: Request): Promise<Response> {
  ownOptions ??= controlPlaneOptions(processDatabase(), processLog(), { limits: controlPlaneLimits() });
  const address = clientAddress(null, request.headers.get('x-forwarded-for'), env().trustedProxies);
  const answer = await handleControlPlane(request, ownOptions, address);
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
    headers: {
      'content-type': problemContentType,
      'x-request-id': requestId,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}
