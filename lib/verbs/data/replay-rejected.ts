import { z } from 'zod';
import { findEnvironment } from '../../auth/authorise';
import type { Context } from '../../auth/context';
import { createEvidence } from '../../evidence/create-evidence';
import { createIngestion } from '../../ingestion/ingestion';
import { isTooDeep, tooDeep } from '../../ingestion/item-depth';
import type { IngestionContext } from '../../ingestion/ingestion-context';
import type { IngestionResult } from '../../ingestion/parse-items';
import { eventKind } from '../../ingestion/record-events';
import { exposureKind } from '../../ingestion/record-exposures';
import { identityKind } from '../../ingestion/record-identities';
import { takeIn } from '../../ingestion/take-in';
import { UNKNOWN_MEMBER } from '../../ingestion/unknown-members';
import { UnreadableItem } from '../../ingestion/unreadable-item';
import type { ItemKindName } from '../../model/item-members';
import { jsonValueSchema } from '../../model/json-value';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';
import { replayResultSchema } from './data-answers';
import { mendItem, placeProblem, type Mending } from './mend-item';

const MAX_ITEMS = 1000;
const idField = z.string().regex(/^\d{1,18}$/, 'An id is a number.');
const memberField = z.string().min(1).max(512);
const placeField = z.string().min(1).max(200);

/** How items are changed, whichever they are. */
const mendingFields = {
  remove: z
    .array(memberField)
    .max(100)
    .default([])
    .describe('Members to leave out of every item, such as ["debug"].'),
  rename: z
    .record(memberField, placeField)
    .default({})
    .describe(
      'Members to rename in every item that has them, such as { "Value": "value", "plan": "properties.plan" }. An item that has the other one too is not changed, and refused.',
    ),
  set: z
    .record(placeField, jsonValueSchema)
    .default({})
    .describe('Members to set in every item of a kind that has them, such as { "experiment": "checkout" }.'),
};

/** Refuses places that no item has, and what contradicts itself. */
function refuseMending({ remove, rename, set }: Mending, problems: z.core.$RefinementCtx): void {
  const add = (path: string[], message: string) => {
    problems.addIssue({ code: 'custom', path, message });
  };
  const places = [
    ...Object.entries(rename).map(([name, place]) => ({ path: ['rename', name], place })),
    ...Object.keys(set).map((place) => ({ path: ['set', place], place })),
  ];
  for (const { path, place } of places) {
    const problem = placeProblem(place);
    if (problem !== null) add(path, problem);
  }
  for (const name of remove.filter((one) => Object.hasOwn(rename, one))) {
    add(['rename', name], 'It is removed as well; say one of both.');
  }
}

const ofIds = z
  .strictObject({
    environment: environmentField,
    ids: z.array(idField).min(1).max(MAX_ITEMS).describe('Of refused items.'),
    ...mendingFields,
  })
  .superRefine(refuseMending);
const ofCode = z
  .strictObject({
    environment: environmentField,
    code: z
      .string()
      .min(1)
      .max(100)
      .describe('All items that were refused for this reason, oldest first, 1,000 in a call.'),
    kind: z.enum(['EXPOSURE', 'EVENT', 'IDENTITY']).optional().describe('Only items of this kind.'),
    after: idField.optional().describe('`next` of the call before.'),
    ...mendingFields,
  })
  .superRefine(refuseMending);

const replayRejectedInput = z.union([ofIds, ofCode], {
  error: 'Say which items: either their ids, or the code for which all of them were refused.',
});

type ReplayInput = z.output<typeof replayRejectedInput>;

interface StoredItem {
  readonly id: bigint;
  readonly kind: ItemKindName;
  readonly code: string;
  readonly detail: string;
  readonly body: string;
  readonly receivedAt: Date;
}

interface RefusedAgain {
  readonly item: StoredItem;
  readonly code: string;
  readonly detail: string;
}

/**
 * Sends refused items again, those with `ids` or all of one `code`, mended by `remove`, `rename` and `set`, as if they came from an application; one that is
 * refused once more stays as it arrived, with its new reason. Sending the same again changes nothing: an item without an id gets one made of the refused item's,
 * and one without a time keeps that of its arrival. Throws NotFoundError, InvalidInputError, StorageUnavailableError.
 */
export const replayRejected = defineVerb({
  name: 'replayRejected',
  permission: 'data:replay',
  scope: 'environment',
  input: replayRejectedInput,
  output: replayResultSchema,
  door: { summary: 'Fix refused items and send them again' },
  records: ['rejected.replay'],
  prepare: async ({ ctx, input }) => {
    const { prisma } = ctx.database;
    const { id: environmentId, key: environmentKey } = await findEnvironment(prisma, ctx, input.environment);
    const { found, skipped, next } = await findItems(ctx, environmentId, input);
    const sent = await sendAll(ctx, environmentId, found, input);
    return { environmentId, environmentKey, found, skipped, next, ...sent };
  },
  change: async ({ ctx, input: { set, rename, remove }, transaction, prepared }) => {
    const { environmentId, environmentKey, found, accepted, duplicate, skipped, next, rejected } = prepared;
    const refused = new Set(rejected.map(({ item }) => item.id));
    const replayed = found.map(({ id }) => id).filter((id) => !refused.has(id));
    await transaction.rejectedEvent.updateMany({
      where: { environmentId, id: { in: replayed } },
      data: { replayedAt: ctx.now() },
    });
    for (const { ids, code, detail } of newReasons(rejected)) {
      await transaction.rejectedEvent.updateMany({
        where: { environmentId, id: { in: [...ids] } },
        data: { code, detail },
      });
    }
    // Which members, not what they were set to, nor what senders called them: a unit may be erased later, and the audit trail cannot forget.
    const detail = {
      ...{ replayed: replayed.length, rejected: rejected.length, removed: remove.length },
      ...{ renamedTo: Object.values(rename).map(memberOf), set: Object.keys(set).map(memberOf) },
    };
    return {
      result: {
        accepted,
        duplicate,
        skipped,
        rejected: rejected.map(({ item, code, detail }) => ({ id: String(item.id), code, detail })),
        next,
      },
      audit: { subject: `environment:${environmentKey}`, detail },
    };
  },
});

/** The items that are refused for another reason than before, by reason: many have the same. */
function newReasons(rejected: readonly RefusedAgain[]) {
  const byReason = new Map<
    string,
    { readonly ids: bigint[]; readonly code: string; readonly detail: string }
  >();
  for (const { item, code, detail } of rejected) {
    if (item.code === code && item.detail === detail) continue;
    const key = JSON.stringify([code, detail]);
    const reason = byReason.get(key) ?? { ids: [], code, detail };
    reason.ids.push(item.id);
    byReason.set(key, reason);
  }
  return byReason.values();
}

function memberOf(place: string): string {
  return place.split('.')[0] ?? place;
}

/** What waits of the items that were asked for; `next`: where more of them begin. */
async function findItems(
  { database: { prisma } }: Context,
  environmentId: number,
  input: ReplayInput,
): Promise<{
  readonly found: readonly StoredItem[];
  readonly skipped: number;
  readonly next: string | null;
}> {
  const orderBy = { id: 'asc' } as const;
  if ('ids' in input) {
    const wanted = [...new Set(input.ids)];
    const where = { environmentId, id: { in: wanted.map(BigInt) }, replayedAt: null };
    const found = await prisma.rejectedEvent.findMany({ where, orderBy });
    return { found, skipped: wanted.length - found.length, next: null };
  }
  const { code, kind, after } = input;
  const where = {
    ...{ environmentId, code, replayedAt: null },
    ...(kind === undefined ? {} : { kind }),
    ...(after === undefined ? {} : { id: { gt: BigInt(after) } }),
  };
  const stored = await prisma.rejectedEvent.findMany({ where, orderBy, take: MAX_ITEMS + 1 });
  const found = stored.slice(0, MAX_ITEMS);
  const last = stored.length > MAX_ITEMS ? found.at(-1) : undefined;
  return { found, skipped: 0, next: last === undefined ? null : String(last.id) };
}

/** Sends them, kind by kind; refusals with the item that each is of. */
async function sendAll(ctx: Context, environmentId: number, found: readonly StoredItem[], mending: Mending) {
  const ingestion = createIngestion(createEvidence(ctx.database).write);
  const sending: IngestionContext = { ...ctx, environmentId, ingestion };
  let [accepted, duplicate] = [0, 0];
  const rejected: RefusedAgain[] = [];
  for (const kind of ['EXPOSURE', 'EVENT', 'IDENTITY'] as const) {
    const items = found.filter((item) => item.kind === kind);
    if (items.length === 0) continue;
    const result = await sendAgain(
      sending,
      kind,
      items.map((item) => mended(item, mending)),
    );
    accepted += result.accepted;
    duplicate += result.duplicate;
    for (const { index, code, detail } of result.rejected) {
      const item = items[index];
      if (item !== undefined) rejected.push({ item, code, detail });
    }
  }
  await ingestion.write.verdicts.flush();
  return { accepted, duplicate, rejected };
}

function sendAgain(
  ctx: IngestionContext,
  kind: ItemKindName,
  items: readonly unknown[],
): Promise<IngestionResult> {
  const options = { keepsRejected: false };
  if (kind === 'EXPOSURE') return takeIn(ctx, exposureKind, items, options);
  if (kind === 'EVENT') return takeIn(ctx, eventKind, items, options);
  return takeIn(ctx, identityKind, items, options);
}

function mended({ id, kind, code, body, receivedAt }: StoredItem, mending: Mending): unknown {
  if (code === 'REPEATED_MEMBER') {
    const detail =
      'the item has a member twice, and which was meant is known to its sender alone; send it from there';
    return new UnreadableItem(code, detail, body);
  }
  const item = readObject(body);
  if (item === null) {
    return new UnreadableItem('MALFORMED_JSON', 'the item is no JSON object, so no field can be set', body);
  }
  const changed = mendItem(kind, item, mending);
  if (typeof changed === 'string') return new UnreadableItem(UNKNOWN_MEMBER, changed, body);
  const again = {
    ...changed,
    id: changed['id'] ?? `rejected:${String(id)}`,
    // Links have no time.
    ...(kind === 'IDENTITY' ? {} : { occurredAt: changed['occurredAt'] ?? receivedAt.toISOString() }),
  };
  return isTooDeep(again) ? new UnreadableItem(tooDeep.code, tooDeep.detail, body) : again;
}

/** With all that it holds, a member named __proto__ too: what is left out here would be left out in silence. */
function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(given: unknown): given is Readonly<Record<string, unknown>> {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
