import { z } from 'zod';
import { watchIngestionInput } from '../../services/data/watch-ingestion';
import type { Operation } from './operation';

export const openApiPath = '/api/v1/openapi.json';

/** What stands in neither table: the document itself, and a stream that Next answers, because it lasts. */
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
    path: '/api/v1/ingestion/stream',
    name: 'watchIngestion',
    topic: 'Data',
    summary: 'Watch what this process takes in and what it refuses, as server-sent events',
    keys: ['bearer'],
    isOpen: false,
    query: watchIngestionInput,
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
