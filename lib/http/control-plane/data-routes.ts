import { applyRetention } from '../../services/data/apply-retention';
import { countVerdicts } from '../../services/data/count-verdicts';
import { eraseUnit } from '../../services/data/erase-unit';
import { getIngestionSettings, updateIngestionSettings } from '../../services/data/ingestion-settings';
import { listRejected } from '../../services/data/list-rejected';
import { replayRejected } from '../../services/data/replay-rejected';
import { optionalObject } from './bodies';
import type { Route } from './route';

/** What was refused, how it is mended, and how data goes away. */
export const dataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/rejected',
    summary: 'List refused items, newest first',
    handle: async ({ ctx, query }) => ({ status: 200, body: await listRejected({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path: '/api/v1/rejected/replay',
    summary: 'Mend refused items and send them again',
    handle: async ({ ctx, body }) => ({ status: 200, body: await replayRejected({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/ingestion/counts',
    summary: 'Count verdicts on items of the last hours',
    handle: async ({ ctx, query }) => ({
      status: 200,
      body: { counts: await countVerdicts({ ctx, input: query }) },
    }),
  },
  {
    method: 'GET',
    path: '/api/v1/ingestion/settings',
    summary: 'Read the crawler filter and the retention',
    handle: async ({ ctx, query }) => ({
      status: 200,
      body: await getIngestionSettings({ ctx, input: query }),
    }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/ingestion/settings',
    summary: 'Change the crawler filter or the retention',
    handle: async ({ ctx, body }) => ({
      status: 200,
      body: await updateIngestionSettings({ ctx, input: optionalObject(body) }),
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/retention',
    summary: 'Drop what is older than the workspace keeps, or say what would go',
    handle: async ({ ctx, body }) => ({
      status: 200,
      body: await applyRetention({ ctx, input: optionalObject(body) }),
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/erasures',
    summary: 'Erase a unit from everywhere, for good',
    handle: async ({ ctx, body }) => ({ status: 200, body: await eraseUnit({ ctx, input: body }) }),
  },
];
