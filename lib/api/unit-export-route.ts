import { places } from '../doors/places';
import { exportUnitRecords } from '../verbs/data/export-unit-records';
import { unitInput } from '../verbs/data/read-unit-report';
import { jsonLinesMediaType } from '../verbs/page-stream';
import type { Route } from './route';

/** What is stored of a unit, as a file. */
export const unitExportRoute: Route = {
  ...places.exportUnitRecords,
  operation: 'exportUnitRecords',
  summary: 'Export what is stored of a unit',
  body: unitInput,
  success: {
    status: 200,
    description: 'JSON lines: exposures, events, links, refused items and definitions that name the unit.',
    content: { [jsonLinesMediaType]: 'text' },
  },
  handle: async ({ ctx, body }) => ({ file: await exportUnitRecords({ ctx, input: body }) }),
};
