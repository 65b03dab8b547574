import { z } from 'zod';
import { answering } from '../../protocol/route';
import { jsonResponse } from '../../protocol/request';
import type { Route } from '../route';

const liveSchema = z.object({ status: z.literal('live') });

/** The process answers. */
export const liveRoute: Route = {
  method: 'GET',
  path: '/health/live',
  operation: 'getLiveness',
  topic: 'Health',
  summary: 'Check that the process is alive',
  success: answering(liveSchema),
  access: 'open',
  errors: 'problem',
  handle: () => jsonResponse(200, { status: 'live' }),
};

const readySchema = z
  .object({
    status: z.enum(['ready', 'stopping', 'loading']),
    database: z.enum(['reachable', 'unreachable']),
    exposures: z.looseObject({ waiting: z.int(), lost: z.int() }),
  })
  .meta({ id: 'Readiness', description: 'Whether requests can be answered.' });

/**
 * Requests can be answered: a configuration is loaded, and the process is not about to end. The database may be away
 * meanwhile; evaluation goes on.
 */
export const readyRoute: Route = {
  method: 'GET',
  path: '/health/ready',
  operation: 'getReadiness',
  topic: 'Health',
  summary: 'Whether requests can be answered',
  success: answering(readySchema),
  others: [{ ...answering(readySchema), status: 503, description: 'Not ready: starting or stopping.' }],
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
