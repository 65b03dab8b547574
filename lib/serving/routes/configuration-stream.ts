import { z } from 'zod';
import { requireEvaluation, type Route } from '../route';

/**
 * Server-sent events: the version on connecting and at each change, so that clients need not ask. Says "go and look", never
 * what the configuration is: that is fetched, with an ETag.
 */
export const configurationStreamRoute: Route = {
  method: 'GET',
  path: '/api/v1/configuration/stream',
  operation: 'streamConfiguration',
  topic: 'Configuration',
  summary: 'Stream changes of the configuration, as server-sent events',
  headers: z.object({
    'Last-Event-ID': z.string().optional().describe('The id of the last event that you read.'),
  }),
  success: {
    status: 200,
    description:
      'Events whose data is `{ "type": "current" or "refetchEvaluation", "version", "etag" }`: the version on connecting and at each change.',
    content: { 'text/event-stream': 'text' },
  },
  access: 'key',
  errors: 'problem',
  takesToken: true,
  handle: ({ request, parts: { streams, limits }, caller }) => {
    requireEvaluation(caller);
    const connect = streams.open({
      environment: caller.environment,
      credential: caller.holder.credential,
      address: limits.addressOf(request),
      lastEventId: request.header('last-event-id'),
    });
    const headers = {
      'content-type': 'text/event-stream',
      // For the proxies that would collect the events before passing them on.
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    };
    return { status: 200, headers, body: null, connect };
  },
};
