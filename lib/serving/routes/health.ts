import { jsonResponse } from '../request';
import type { Route } from '../route';

/** The process answers. */
export const liveRoute: Route = {
  method: 'GET',
  path: '/health/live',
  access: 'open',
  errors: 'problem',
  handle: async () => jsonResponse(200, { status: 'live' }),
};

/** Requests can be answered: a configuration is loaded. The database may be away meanwhile; evaluation goes on. */
export const readyRoute: Route = {
  method: 'GET',
  path: '/health/ready',
  access: 'open',
  errors: 'problem',
  handle: async ({ parts: { feed, exposures } }) => {
    const isReady = feed.current() !== null;
    return jsonResponse(isReady ? 200 : 503, {
      status: isReady ? 'ready' : 'loading',
      database: feed.isDatabaseReachable() ? 'reachable' : 'unreachable',
      exposures: exposures.counts(),
    });
  },
};
