import { z } from 'zod';
import { problemContentType, problemSchema } from '../../protocol/problem';
import { answering } from '../../protocol/route';
import type { AdmittedBody } from '../../ingestion/admission';
import type { IngestionContext } from '../../ingestion/ingestion-context';
import { FairsplitError } from '../../errors';
import { itemListSchemas } from '../../ingestion/item-schemas';
import {
  itemListBody,
  MAX_ITEMS,
  receiptSchema,
  sentAtField,
  type IngestionResult,
  type ItemRejection,
} from '../../ingestion/parse-items';
import { recordEvents } from '../../ingestion/record-events';
import { recordExposures } from '../../ingestion/record-exposures';
import { recordIdentities } from '../../ingestion/record-identities';
import { MAX_LINES, recordLines, type ItemList } from '../../ingestion/record-lines';
import { CONTENT_ENCODINGS } from '../../protocol/content-encoding';
import { announcedBytes, isLines, LINE_MEDIA_TYPES, readJsonBody, readLines } from '../ingest-body';
import { jsonResponse } from '../../protocol/request';
import { ingestionContext, refuseOtherEnvironment, type KeyedCall, type Route } from '../route';

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
  if (Object.keys(result.rejectedByCode).some((code) => notTheSendersFault.has(code))) return;
  throw new NothingAcceptedError(result, first);
}

type RecordList = (call: { ctx: IngestionContext; input: unknown }) => Promise<IngestionResult>;

const itemSchemas = itemListSchemas();

/** A list of items, or one item a line. An item that is not of its form is refused alone, and the others are taken. */
function bodyOf(list: ItemList): Readonly<Record<string, z.ZodType>> {
  const items = itemListBody(list, itemSchemas[list], {
    environment: z
      .string()
      .optional()
      .describe("Key of the environment: the key's own, or left out. Another is a 403."),
    sentAt: sentAtField,
  });
  const lines = z
    .string()
    .describe(
      `One item a line, each as in the list "${list}" of the JSON form; at most ${MAX_LINES} lines, with a publishable key ${MAX_ITEMS}.`,
    );
  return {
    'application/json': items,
    ...Object.fromEntries(Array.from(LINE_MEDIA_TYPES, (mediaType) => [mediaType, lines])),
  };
}

const headers = z.object({ 'Content-Encoding': z.enum(CONTENT_ENCODINGS).optional() });

const problemWithReceipt = {
  [problemContentType]: problemSchema
    .extend(receiptSchema.partial().shape)
    .meta({ id: 'IngestionProblem', description: 'An error, with the receipt.' }),
};

const refused = {
  status: 400,
  description: 'Nothing was accepted. Where items could be read, the receipt says why for each.',
  content: problemWithReceipt,
};

const tooMuch = {
  status: 413,
  description: 'Too large, or too many items. Where lines before were stored, the receipt is theirs.',
  content: problemWithReceipt,
};

const summaries = {
  events: 'Record events',
  exposures: 'Record exposures',
  identities: 'Link anonymous units to known ones',
} as const;

const operations = {
  events: 'recordEvents',
  exposures: 'recordExposures',
  identities: 'recordIdentities',
} as const;

async function bodyFor(call: KeyedCall, admitted: AdmittedBody, mayBeBulk: boolean): Promise<unknown> {
  const body = await readJsonBody(call.request, admitted, mayBeBulk);
  if (typeof body === 'object' && body !== null && 'environment' in body) {
    refuseOtherEnvironment(call.caller, body.environment);
  }
  return body;
}

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
    others: [refused, tooMuch],
    access: 'key',
    // For sendBeacon, which can set no header.
    keyInQuery: true,
    errors: 'problem',
    handle: async (call) => {
      const ctx = ingestionContext(call);
      const { mayBeBulk = true } = ctx;
      const admitted = ctx.ingestion.admission.admit(announcedBytes(call.request, mayBeBulk));
      try {
        const result = isLines(call.request)
          ? await recordLines({ ctx, list, lines: readLines(call.request, admitted, mayBeBulk) })
          : await record({ ctx, input: await bodyFor(call, admitted, mayBeBulk) });
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
