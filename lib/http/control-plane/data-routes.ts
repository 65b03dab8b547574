import { applyRetention, applyRetentionInput } from '../../services/data/apply-retention';
import { countVerdicts, countVerdictsInput } from '../../services/data/count-verdicts';
import { eraseUnit, eraseUnitInput } from '../../services/data/erase-unit';
import {
  getIngestionSettings,
  readIngestionSettingsInput,
  updateIngestionSettings,
  updateIngestionSettingsInput,
} from '../../services/data/ingestion-settings';
import { listCrowdedPersons, listCrowdedPersonsInput } from '../../services/data/list-crowded-persons';
import { listRejected, listRejectedInput } from '../../services/data/list-rejected';
import { replayRejected, replayRejectedInput } from '../../services/data/replay-rejected';
import { undoLinks, undoLinksInput } from '../../services/data/undo-links';
import { answering } from '../route-description';
import {
  crowdedPersonsSchema,
  erasureResultSchema,
  ingestionSettingsSchema,
  rejectedPageSchema,
  replayResultSchema,
  retentionResultSchema,
  undoneLinksSchema,
  verdictCountsSchema,
} from './answers/data';
import type { Route } from './route';

/** What was refused, how it is mended, and how data goes away. */
export const dataRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/rejected',
    operation: 'listRejected',
    summary: 'List refused items, newest first',
    query: listRejectedInput,
    success: answering(rejectedPageSchema),
    handle: async ({ ctx, query }) => ({ body: await listRejected({ ctx, input: query }) }),
  },
  {
    method: 'POST',
    path: '/api/v1/rejected/replay',
    operation: 'replayRejected',
    summary: 'Mend refused items and send them again',
    body: replayRejectedInput,
    success: answering(replayResultSchema),
    handle: async ({ ctx, body }) => ({ body: await replayRejected({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/ingestion/counts',
    operation: 'countVerdicts',
    summary: 'Count verdicts on items of the last hours',
    query: countVerdictsInput,
    success: answering(verdictCountsSchema),
    handle: async ({ ctx, query }) => ({ body: { counts: await countVerdicts({ ctx, input: query }) } }),
  },
  {
    method: 'GET',
    path: '/api/v1/ingestion/settings',
    operation: 'getIngestionSettings',
    summary: 'Read the crawler filter and the retention',
    query: readIngestionSettingsInput,
    success: answering(ingestionSettingsSchema),
    handle: async ({ ctx, query }) => ({ body: await getIngestionSettings({ ctx, input: query }) }),
  },
  {
    method: 'PATCH',
    path: '/api/v1/ingestion/settings',
    operation: 'updateIngestionSettings',
    summary: 'Change the crawler filter or the retention',
    body: updateIngestionSettingsInput,
    success: answering(ingestionSettingsSchema),
    handle: async ({ ctx, body }) => ({ body: await updateIngestionSettings({ ctx, input: body }) }),
  },
  {
    method: 'POST',
    path: '/api/v1/retention',
    operation: 'applyRetention',
    summary: 'Drop what is older than the workspace keeps, or say what would go',
    body: applyRetentionInput,
    success: answering(retentionResultSchema),
    handle: async ({ ctx, body }) => ({ body: await applyRetention({ ctx, input: body }) }),
  },
  {
    method: 'POST',
    path: '/api/v1/erasures',
    operation: 'eraseUnit',
    summary: 'Erase a unit from everywhere, for good',
    body: eraseUnitInput,
    success: answering(erasureResultSchema),
    handle: async ({ ctx, body }) => ({ body: await eraseUnit({ ctx, input: body }) }),
  },
  {
    method: 'GET',
    path: '/api/v1/links/crowded',
    operation: 'listCrowdedPersons',
    summary: 'List units to which suspiciously many others are linked',
    query: listCrowdedPersonsInput,
    success: answering(crowdedPersonsSchema),
    handle: async ({ ctx, query }) => ({
      body: { persons: await listCrowdedPersons({ ctx, input: query }) },
    }),
  },
  {
    method: 'POST',
    path: '/api/v1/links/undo',
    operation: 'undoLinks',
    summary: 'Undo the link of an anonymous unit, or all links to a unit',
    body: undoLinksInput,
    success: answering(undoneLinksSchema),
    handle: async ({ ctx, body }) => ({ body: await undoLinks({ ctx, input: body }) }),
  },
];
