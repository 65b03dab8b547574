import type { Context } from '../auth/context';
import { holdsKey, keyContext } from '../auth/key-context';
import type { Database } from '../database/client';
import { env } from '../env';
import type { Log } from '../log';
import { clientAddress } from '../protocol/client-address';
import type { ApiRequest } from '../protocol/request';
import type { Ingestion } from '../ingestion/ingestion';
import { processDataPlane } from '../serving/process-data-plane';
import type { BoundedEntries } from '../verbs/audit/bounded-entries';
import { recordingRefusals } from '../verbs/audit/record-refusals';
import { createCallerLimits, DEFAULT_CALLER_LIMITS, type CallerLimits } from './caller-limits';

export interface ControlPlaneOptions {
  /** Who is calling; throws UnauthenticatedError and RateLimitedError. */
  readonly contextFor: (request: ApiRequest) => Promise<Context>;
  /** Told of what is ours to fix, with the id that the caller was given. */
  readonly onError: (error: unknown, requestId: string) => void;
  /** What the process takes in, to be watched. */
  readonly ingestion: () => Promise<Ingestion>;
}

interface Settings {
  /** The clock of a server that is started to walk through days; left out, the machine's. */
  readonly now?: (() => Date) | undefined;
  /** How often callers may call; left out, without limit. */
  readonly limits?: CallerLimits;
  /** How many proxies in front append to X-Forwarded-For; none where left out. */
  readonly trustedProxies?: number;
  /** What the process takes in; left out, that of the process's data plane. */
  readonly ingestion?: Ingestion;
  /** Where what keys may not do is counted; left out, nowhere. */
  readonly refusals?: BoundedEntries;
}

/** How the control plane knows its callers and reports what failed, on whichever server it runs. */
export function controlPlaneOptions(
  database: Database,
  log: Log,
  { now, limits, trustedProxies = 0, ingestion, refusals }: Settings = {},
): ControlPlaneOptions {
  return {
    contextFor: async (request) => {
      const authorization = request.header('authorization');
      const read = () => keyContext(database, authorization, now);
      const forwardedFor = request.header('x-forwarded-for');
      const address = clientAddress(request.remoteAddress, forwardedFor, trustedProxies);
      // What is no key is refused without a question, so it need not be counted.
      const isKey = limits !== undefined && holdsKey(authorization);
      const ctx = await (isKey ? limits.admit(authorization, address, read) : read());
      const timed = now === undefined ? ctx : { ...ctx, now };
      return refusals === undefined ? timed : recordingRefusals(timed, refusals);
    },
    onError: (error, requestId) => {
      log.error({ error, requestId }, 'a request failed');
    },
    ingestion: async () => ingestion ?? (await processDataPlane()).ingestion,
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
