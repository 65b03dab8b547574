import { z } from 'zod';
import { problemContentType, problemSchema } from '../../http/problem';
import { answering } from '../../http/route-description';
import type { IngestionContext } from '../../services/ingestion/ingestion-context';
import { FairsplitError } from '../../errors';
import { itemListSchemas } from '../../services/ingestion/item-schemas';
import {
  MAX_ITEMS,
  receiptSchema,
  type IngestionResult,
  type ItemRejection,
} from '../../services/ingestion/parse-items';
import { recordEvents } from '../../services/ingestion/record-events';
import { recordExposures } from '../../services/ingestion/record-exposures';
import { recordIdentities } from '../../services/ingestion/record-identities';
import { MAX_LINES, recordLines, type ItemList } from '../../services/ingestion/record-lines';
import {
  announcedBytes,
  CONTENT_ENCODINGS,
  isLines,
  LINE_MEDIA_TYPES,
  readJsonBody,
  readLines,
} from '../ingest-body';
import { jsonResponse } from '../request';
import { ingestionContext, type Route } from '../route';

/** Refusals for what the sender is, or asked for: nothing about the request was wrong. */
const notTheSendersFault = new Set(['BOT', 'ERASED']);

/** A request of which nothing could be taken is a bad request; its receipt tells of each item all the same. */
class NothingAcceptedError extends FairsplitError {
  constructor(
    readonly extensions: IngestionResult,
    { code, detail }: ItemRejection,
  ) {
    super(code, 400, `No item was accepted. The first: ${detail}`);
  }
}

function requireSomething(result: IngestionResult): void {
  const [first] = result.rejected;
  if (first === undefined || result.accepted + result.duplicate > 0) return;
  if (result.rejected.some(({ code }) => notTheSendersFault.has(code))) return;
  throw new NothingAcceptedError(result, first);
}

type RecordList = (call: { ctx: IngestionContext; input: unknown }) => Promise<IngestionResult>;

const itemSchemas = itemListSchemas();

/** A list of items, or one item a line. An item that is not of its form is refused alone, and the others are taken. */
function bodyOf(list: ItemList): Readonly<Record<string, z.ZodType>> {
  const items = z.object({ [list]: z.array(itemSchemas[list]).max(MAX_ITEMS) });
  const lines = z
    .string()
    .describe(`One item a line, each as in the list "${list}" of the JSON form; at most ${MAX_LINES} lines.`);
  return {
    'application/json': items,
    ...Object.fromEntries(Array.from(LINE_MEDIA_TYPES, (mediaType) => [mediaType, lines])),
  };
}

const headers = z.object({ 'Content-Encoding': z.enum(CONTENT_ENCODINGS).optional() });

const refused = {
  status: 400,
  description: 'Nothing could be taken. Where items could be read, the receipt tells of each.',
  content: {
    [problemContentType]: problemSchema
      .extend(receiptSchema.partial().shape)
      .meta({ id: 'IngestionProblem', description: 'An error, with the receipt.' }),
  },
};

const summaries = {
  events: 'Record what units did',
  exposures: 'Record which variants units met',
  identities: 'Record that anonymous units turned out to be known ones',
} as const;

const operations = {
  events: 'recordEvents',
  exposures: 'recordExposures',
  identities: 'recordIdentities',
} as const;

function ingestionRoute(list: ItemList, record: RecordList): Route {
  return {
    method: 'POST',
    path: `/api/v1/${list}`,
    operation: operations[list],
    topic: 'Ingestion',
    summary: summaries[list],
    headers,
    body: bodyOf(list),
    success: answering(receiptSchema),
    others: [refused],
    access: 'key',
    // For sendBeacon, which can set no header.
    keyInQuery: true,
    errors: 'problem',
    handle: async (call) => {
      const ctx = ingestionContext(call);
      const admitted = ctx.store.admission.admit(announcedBytes(call.request));
      try {
        const result = isLines(call.request)
          ? await recordLines({ ctx, list, lines: readLines(call.request, admitted) })
          : await record({ ctx, input: await readJsonBody(call.request, admitted) });
        call.parts.metrics.countIngested(list, result);
        requireSomething(result);
        return jsonResponse(200, result);
      } finally {
        admitted.release();
      }
    },
  };
}

/** Units met variants. Answered after the commit, with a verdict for each item. */
export const exposuresRoute = ingestionRoute('exposures', recordExposures);

/** Units did something. Answered after the commit, with a verdict for each item. */
export const eventsRoute = ingestionRoute('events', recordEvents);

/** Anonymous units turned out to be known ones. Answered after the commit, with a verdict for each item. */
export const identitiesRoute = ingestionRoute('identities', recordIdentities);
