import type { KeyHolder, KeyRing } from '../auth/keys-ring';
import { FairsplitError, ForbiddenError, UnauthenticatedError } from '../errors';
import type { ConfigurationFeed } from './configuration-feed';
import { withDeadline } from './deadline';
import type { KeyUseNotes } from './key-use-notes';
import type { RateLimits } from './rate-limits';
import { byteString } from '../protocol/byte-string';
import type { TokenBucket } from '../protocol/token-bucket';
import { queryParameter, type ApiRequest } from '../protocol/request';
import type { ServedEnvironment, Snapshot } from './snapshot';

/** Who calls, and what is served there. */
export interface Caller {
  readonly holder: KeyHolder;
  readonly environment: ServedEnvironment;
  readonly bucket: TokenBucket;
  /** The end of a bulk answer, as a byte string: where OFREP's clients connect to be told of changes. */
  readonly eventStreams: string;
}

/** Nothing was loaded yet, from the database or from disk. */
export class ConfigurationUnavailableError extends FairsplitError {
  readonly retryAfterSeconds = 5;

  constructor() {
    super('CONFIGURATION_UNAVAILABLE', 503, 'The configuration is not loaded yet. Try again in a moment.');
  }
}

/** At once for keys that are known, which is what every request but the first few of a new key is. */
export type Authenticate = (
  request: ApiRequest,
  route: { readonly takesToken?: true; readonly keyInQuery?: true },
) => Caller | Promise<Caller>;

const LOOK_AGAIN_AFTER_MS = 1_000;
const LOOKING_LIMIT_MS = 2_000;

/** Loads the configuration because a caller knows of something newer: at most once a second, whoever asks. */
export type LookAgain = () => Promise<void>;

export function createLookAgain(
  feed: ConfigurationFeed,
  { patience, now }: { readonly patience: number; readonly now: () => Date },
): LookAgain {
  let lookedAt = 0;
  return async () => {
    if (now().getTime() - lookedAt < LOOK_AGAIN_AFTER_MS) return;
    lookedAt = now().getTime();
    await withDeadline(feed.refresh(), LOOKING_LIMIT_MS * patience, 'looking again').catch(() => undefined);
  };
}

interface AuthenticateParts {
  readonly limits: RateLimits;
  readonly lookAgain: LookAgain;
  readonly uses: KeyUseNotes;
  readonly now: () => Date;
}

/**
 * Checks keys in memory. A key that is not known may have been made a moment ago, so the configuration is loaded once
 * more before it is refused. Throws UnauthenticatedError, ForbiddenError (an origin that the key does not allow) and
 * ConfigurationUnavailableError.
 */
export function createAuthenticate(
  feed: ConfigurationFeed,
  { limits, lookAgain, uses, now }: AuthenticateParts,
): Authenticate {
  // By the whole header, so that the usual request is one look-up. Only headers of keys that exist are remembered, and
  // only in their usual form, so this grows no further than there are keys.
  let callers = new Map<string, Caller>();
  let callersOf: Snapshot | null = null;

  const findCaller = (find: (keys: KeyRing) => KeyHolder | null): Caller | null => {
    const snapshot = feed.current();
    if (snapshot === null) throw new ConfigurationUnavailableError();
    const holder = find(snapshot.keys);
    const environment = holder === null ? undefined : snapshot.environments.get(holder.environmentId);
    if (holder === null || environment === undefined) return null;
    const streamToken = snapshot.keys.streamTokenOf(holder);
    const bucket = limits.bucketOfKey(holder.actor.id);
    return { holder, environment, bucket, eventStreams: eventStreamsOf(streamToken) };
  };

  const admitted = (caller: Caller, request: ApiRequest, atMs: number): Caller => {
    refuseForeignOrigin(caller.holder, request.header('origin'));
    uses.note(caller.holder.credential, atMs);
    return caller;
  };

  const findAgain = async (key: string, request: ApiRequest): Promise<Caller> => {
    await lookAgain();
    const atMs = now().getTime();
    const caller = findCaller((keys) => keys.find(key, atMs));
    if (caller === null) throw new UnauthenticatedError('The key is not known, was revoked or is over.');
    return admitted(caller, request, atMs);
  };

  const findByToken = (token: string, request: ApiRequest, atMs: number): Caller => {
    const caller = findCaller((keys) => keys.findByStreamToken(token, atMs));
    if (caller === null)
      throw new UnauthenticatedError('The token is not known, or its key was revoked or is over.');
    return admitted(caller, request, atMs);
  };

  const findInQuery = async (key: string, request: ApiRequest, atMs: number): Promise<Caller> => {
    const known = findCaller((keys) => keys.find(key, atMs));
    const caller = known === null ? await findAgain(key, request) : admitted(known, request, atMs);
    refuseInQuery(caller.holder, request.header('origin'));
    return caller;
  };

  return (request, { takesToken = false, keyInQuery = false }) => {
    const authorization = request.header('authorization');
    const snapshot = feed.current();
    if (snapshot !== callersOf) {
      callers = new Map();
      callersOf = snapshot;
    }
    const atMs = now().getTime();
    const known = authorization === null ? undefined : callers.get(authorization);
    if (known !== undefined && atMs < known.holder.endsAtMs) return admitted(known, request, atMs);
    const key = keyOf(authorization, request);
    const token = takesToken && key === null ? queryParameter(request.path, 'token') : null;
    if (token !== null) return findByToken(token, request, atMs);
    const inQuery = keyInQuery && key === null ? queryParameter(request.path, 'key') : null;
    if (inQuery !== null) return findInQuery(inQuery, request, atMs);
    if (key === null) throw new UnauthenticatedError();
    const caller = findCaller((keys) => keys.find(key, atMs));
    if (caller === null) return findAgain(key, request);
    if (authorization === `Bearer ${key}`) callers.set(authorization, caller);
    return admitted(caller, request, atMs);
  };
}

/** Without an origin: a client takes the one that it evaluates at, whatever proxy that is. */
function eventStreamsOf(streamToken: string): string {
  const requestUri = `/api/v1/configuration/stream?token=${streamToken}`;
  const streams = [{ type: 'sse', endpoint: { requestUri }, inactivityDelaySec: 120 }];
  return byteString(`"eventStreams":${JSON.stringify(streams)}}`);
}

function keyOf(authorization: string | null, request: ApiRequest): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  return bearer ?? request.header('x-api-key');
}

/** A key in an address, which ends up in logs, is one that every visitor sees; it comes from a page, so from an origin. */
function refuseInQuery(holder: KeyHolder, origin: string | null): void {
  if (holder.kind !== 'publishable') {
    throw new ForbiddenError(
      'A secret key never goes into an address; send it as "Authorization: Bearer <key>".',
    );
  }
  if (origin === null && holder.allowedOrigins.length > 0) {
    throw new ForbiddenError('This key may only be used from its origins; none was told.');
  }
  refuseForeignOrigin(holder, origin);
}

/** An absent Origin is no browser's cross-origin request; "null" is a foreign one like any other. */
function refuseForeignOrigin({ kind, allowedOrigins }: KeyHolder, origin: string | null): void {
  if (kind !== 'publishable' || origin === null || allowedOrigins.length === 0) return;
  if (allowedOrigins.includes(origin)) return;
  throw new ForbiddenError(`This key may not be used from ${origin.slice(0, 200)}.`);
}
