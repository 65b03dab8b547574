import { jsonResponse } from '../request';
import type { Route } from '../route';

/** The process answers. */
export const liveRoute: Route = {
  method: 'GET',
  path: '/health/live',
  access: 'open',
  errors: 'problem',
  handle: () => jsonResponse(200, { status: 'live' }),
};

/**
 * Requests can be answered: a configuration is loaded, and the process is not about to end. The database may be away
 * meanwhile; evaluation goes on.
 */
export const readyRoute: Route = {
  method: 'GET',
  path: '/health/ready',
  access: 'open',
  errors: 'problem',
  handle: ({ parts: { feed, exposures, isClosing } }) => {
    const isLoaded = feed.current() !== null;
    const isReady = isLoaded && !isClosing();
    return jsonResponse(isReady ? 200 : 503, {
      status: isReady ? 'ready' : isLoaded ? 'stopping' : 'loading',
      database: feed.isDatabaseReachable() ? 'reachable' : 'unreachable',
      exposures: exposures.counts(),
    });
  },
};
