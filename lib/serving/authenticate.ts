import type { KeyHolder } from '../auth/keys-ring';
import { FairsplitError, ForbiddenError, UnauthenticatedError } from '../errors';
import type { ConfigurationFeed } from './configuration-feed';
import type { DataPlaneRequest } from './request';
import type { ServedEnvironment } from './snapshot';

/** Who calls, and what is served there. */
export interface Caller {
  readonly holder: KeyHolder;
  readonly environment: ServedEnvironment;
}

/** Nothing was loaded yet, from the database or from disk. */
export class ConfigurationUnavailableError extends FairsplitError {
  readonly retryAfterSeconds = 5;

  constructor() {
    super('CONFIGURATION_UNAVAILABLE', 503, 'The configuration is not loaded yet. Try again in a moment.');
  }
}

export type Authenticate = (
  request: DataPlaneRequest,
  route: { readonly keyInQuery?: boolean },
) => Promise<Caller>;

const LOOK_AGAIN_AFTER_MS = 1_000;

/**
 * Checks keys in memory. A key that is not known may have been made a moment ago, so the configuration is loaded once
 * more before it is refused, at most once a second whoever asks. Throws UnauthenticatedError, ForbiddenError (an origin
 * that the key does not allow) and ConfigurationUnavailableError.
 */
export function createAuthenticate(feed: ConfigurationFeed, now: () => Date): Authenticate {
  let lookedAt = 0;
  const findCaller = (key: string): Caller | null => {
    const snapshot = feed.current();
    if (snapshot === null) throw new ConfigurationUnavailableError();
    const holder = snapshot.keys.find(key);
    const environment = holder === null ? undefined : snapshot.environments.get(holder.environmentId);
    return holder === null || environment === undefined ? null : { holder, environment };
  };
  return async (request, { keyInQuery = false }) => {
    const inHeader = keyOf(request);
    const key = inHeader ?? (keyInQuery ? keyInQueryOf(request) : null);
    if (key === null) throw new UnauthenticatedError('Send a key as "Authorization: Bearer <key>".');
    let caller = findCaller(key);
    if (caller === null && now().getTime() - lookedAt >= LOOK_AGAIN_AFTER_MS) {
      lookedAt = now().getTime();
      await feed.refresh();
      caller = findCaller(key);
    }
    if (caller === null) throw new UnauthenticatedError('The key is not known, or has been revoked.');
    refuseForeignOrigin(caller.holder, request.header('origin'), inHeader === null);
    return caller;
  };
}

function keyOf(request: DataPlaneRequest): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.header('authorization') ?? '')?.[1];
  return bearer ?? request.header('x-api-key');
}

function keyInQueryOf({ path }: DataPlaneRequest): string | null {
  const start = path.indexOf('?');
  return start === -1 ? null : new URLSearchParams(path.slice(start)).get('key');
}

/**
 * An absent Origin is no browser's cross-origin request; "null" is a foreign one like any other. A key in the query may
 * only be one that every visitor sees, as addresses end up in logs; it comes from a browser, so it comes with an origin.
 */
function refuseForeignOrigin(
  { kind, allowedOrigins }: KeyHolder,
  origin: string | null,
  isInQuery: boolean,
): void {
  if (kind !== 'publishable' && isInQuery) {
    throw new ForbiddenError(
      'A secret key never goes into an address; send it as "Authorization: Bearer <key>".',
    );
  }
  if (kind !== 'publishable' || allowedOrigins.length === 0) return;
  if (origin === null && !isInQuery) return;
  if (origin === null) throw new ForbiddenError('This key may only be used from its origins; none was told.');
  if (allowedOrigins.includes(origin)) return;
  throw new ForbiddenError(`This key may not be used from ${origin.slice(0, 200)}.`);
}
