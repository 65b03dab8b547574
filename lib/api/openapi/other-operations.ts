import { z } from 'zod';
import { watchIngestion } from '../../verbs/data/watch-ingestion';
import type { Operation } from './operation';

export const openApiPath = '/api/v1/openapi.json';
export const ingestionStreamPath = '/api/v1/ingestion/stream';

/** What no verb answers: the document itself, and a stream. */
export const otherOperations: readonly Operation[] = [
  {
    method: 'GET',
    path: openApiPath,
    name: 'getOpenApi',
    topic: 'Description',
    summary: 'This description',
    keys: [],
    isOpen: true,
    otherHeaders: [{ $ref: '#/components/parameters/IfNoneMatch' }],
    success: {
      status: 200,
      description: 'An OpenAPI 3.1 document.',
      content: { 'application/json': z.looseObject({ openapi: z.string() }) },
      etag: 'revalidation',
    },
    others: [],
    refusals: [],
    errors: 'problem',
  },
  {
    method: 'GET',
    path: ingestionStreamPath,
    name: 'watchIngestion',
    topic: 'Data',
    summary: 'Stream items that this process accepts and refuses, as server-sent events',
    keys: ['bearer'],
    isOpen: false,
    query: watchIngestion.input,
    success: {
      status: 200,
      description:
        'Events `items` with `{ "items": [{ "sequence", "at", "kind", "code", "detail", "item" }], "omitted" }`.',
      content: { 'text/event-stream': 'text' },
    },
    others: [],
    refusals: [400, 401, 403, 404],
    errors: 'problem',
  },
];
