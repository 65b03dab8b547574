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
import { UnreadableItem } from '../../ingestion/unreadable-item';
import type { ItemKindName } from '../../evidence/write';
import { jsonValueSchema } from '../../model/json-value';
import { environmentField } from '../input-fields';
import { defineVerb } from '../define-verb';
import { replayResultSchema } from './data-answers';

const replayRejectedInput = z.strictObject({
  environment: environmentField,
  ids: z
    .array(z.string().regex(/^\d{1,18}$/, 'An id is a number.'))
    .min(1)
    .max(1000)
    .describe('Of refused items.'),
  set: z
    .record(z.string().min(1).max(100), jsonValueSchema)
    .default({})
    .describe('Fields to set in every item before it is sent again, such as { "experiment": "checkout" }.'),
});

interface StoredItem {
  readonly id: bigint;
  readonly kind: ItemKindName;
  readonly code: string;
  readonly body: string;
  readonly receivedAt: Date;
}

/**
 * Sends refused items again, mended by `set`, as if they came from an application; one that is refused once more stays,
 * with its new reason. Sending the same again changes nothing: an item without an id gets one made of the refused item's,
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
  prepare: async ({ ctx, input: { environment, ids, set } }) => {
    const { prisma } = ctx.database;
    const { id: environmentId, key: environmentKey } = await findEnvironment(prisma, ctx, environment);
    const wanted = [...new Set(ids)];
    const found = await prisma.rejectedEvent.findMany({
      where: { environmentId, id: { in: wanted.map(BigInt) }, replayedAt: null },
      orderBy: { id: 'asc' },
    });
    const sent = await sendAll(ctx, environmentId, found, set);
    return { environmentId, environmentKey, found, skipped: wanted.length - found.length, ...sent };
  },
  change: async ({ ctx, input: { set }, transaction, prepared }) => {
    const { environmentId, environmentKey, found, accepted, duplicate, skipped, rejected } = prepared;
    const refused = new Set(rejected.map(({ id }) => id));
    const replayed = found.map(({ id }) => id).filter((id) => !refused.has(id));
    await transaction.rejectedEvent.updateMany({
      where: { environmentId, id: { in: replayed } },
      data: { replayedAt: ctx.now() },
    });
    for (const { id, code, detail } of rejected) {
      await transaction.rejectedEvent.updateMany({ where: { environmentId, id }, data: { code, detail } });
    }
    // Which fields, not what they were set to: a unit may be erased later, and the audit trail cannot forget.
    const detail = { replayed: replayed.length, rejected: rejected.length, set: Object.keys(set) };
    return {
      result: {
        accepted,
        duplicate,
        skipped,
        rejected: rejected.map(({ id, ...refusal }) => ({ id: String(id), ...refusal })),
      },
      audit: { subject: `environment:${environmentKey}`, detail },
    };
  },
});

/** Sends them, kind by kind; refusals by the item's id. */
async function sendAll(
  ctx: Context,
  environmentId: number,
  found: readonly StoredItem[],
  set: Readonly<Record<string, unknown>>,
) {
  const ingestion = createIngestion(createEvidence(ctx.database).write);
  const sending: IngestionContext = { ...ctx, environmentId, ingestion };
  let [accepted, duplicate] = [0, 0];
  const rejected: { readonly id: bigint; readonly code: string; readonly detail: string }[] = [];
  for (const kind of ['EXPOSURE', 'EVENT', 'IDENTITY'] as const) {
    const items = found.filter((item) => item.kind === kind);
    if (items.length === 0) continue;
    const result = await sendAgain(
      sending,
      kind,
      items.map((item) => mended(item, set)),
    );
    accepted += result.accepted;
    duplicate += result.duplicate;
    for (const { index, code, detail } of result.rejected) {
      const id = items[index]?.id;
      if (id !== undefined) rejected.push({ id, code, detail });
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

function mended({ id, code, body, receivedAt }: StoredItem, set: Readonly<Record<string, unknown>>): unknown {
  if (code === 'REPEATED_MEMBER') {
    const detail =
      'the item has a member twice, and which was meant is known to its sender alone; send it from there';
    return new UnreadableItem(code, detail, body);
  }
  const item = readObject(body);
  if (item === null) {
    return new UnreadableItem('MALFORMED_JSON', 'the item is no JSON object, so no field can be set', body);
  }
  const again = {
    ...item,
    id: item['id'] ?? `rejected:${String(id)}`,
    occurredAt: item['occurredAt'] ?? receivedAt.toISOString(),
    ...set,
  };
  return isTooDeep(again) ? new UnreadableItem(tooDeep.code, tooDeep.detail, body) : again;
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
