import { z } from 'zod';
import { inTransaction } from '../../database/client';
import { authorise, findEnvironment } from '../authorise';
import type { Context } from '../context';
import { createEvidenceStore } from '../ingestion/evidence-store';
import type { IngestionContext } from '../ingestion/ingestion-context';
import type { IngestionResult } from '../ingestion/parse-items';
import { eventKind } from '../ingestion/record-events';
import { exposureKind } from '../ingestion/record-exposures';
import { identityKind } from '../ingestion/record-identities';
import { takeIn } from '../ingestion/take-in';
import { UnreadableItem } from '../ingestion/unreadable-item';
import type { RejectedKind } from '../ingestion/write-rejected';
import { environmentField, jsonValueSchema } from '../input-fields';
import { parseInput } from '../parse-input';
import { recordAudit } from '../record-audit';

export const replayRejectedInput = z.strictObject({
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

export interface ReplayResult {
  readonly accepted: number;
  /** Stored before, by whatever way. */
  readonly duplicate: number;
  /** Replayed earlier, or not there (any more). */
  readonly skipped: number;
  readonly rejected: readonly { readonly id: string; readonly code: string; readonly detail: string }[];
}

interface StoredItem {
  readonly id: bigint;
  readonly kind: RejectedKind;
  readonly body: string;
  readonly receivedAt: Date;
}

/**
 * Sends refused items again, mended by `set`, as if they came from an application; one that is refused once more stays,
 * with its new reason. Sending the same again changes nothing: an item without an id gets one made of the refused item's,
 * and one without a time keeps that of its arrival. Throws NotFoundError, InvalidInputError, StorageUnavailableError.
 */
export async function replayRejected({
  ctx,
  input,
}: {
  ctx: Context;
  input: unknown;
}): Promise<ReplayResult> {
  authorise(ctx, 'data:replay', 'environment');
  const { environment, ids, set } = parseInput(replayRejectedInput, input);
  const { database } = ctx;
  const { id: environmentId, key: environmentKey } = await findEnvironment(database.prisma, ctx, environment);
  const wanted = [...new Set(ids)];
  const found = await database.prisma.rejectedEvent.findMany({
    where: { environmentId, id: { in: wanted.map(BigInt) }, replayedAt: null },
    orderBy: { id: 'asc' },
  });
  const store = createEvidenceStore(database);
  const intake: IngestionContext = { ...ctx, environmentId, store };
  let [accepted, duplicate] = [0, 0];
  const rejected: { id: bigint; code: string; detail: string }[] = [];
  for (const kind of ['EXPOSURE', 'EVENT', 'IDENTITY'] as const) {
    const items = found.filter((item) => item.kind === kind);
    if (items.length === 0) continue;
    const result = await sendAgain(
      intake,
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
  await store.intake.counter.flush();
  const refused = new Set(rejected.map(({ id }) => id));
  const replayed = found.map(({ id }) => id).filter((id) => !refused.has(id));
  await inTransaction(database, async (transaction) => {
    await transaction.rejectedEvent.updateMany({
      where: { environmentId, id: { in: replayed } },
      data: { replayedAt: ctx.now() },
    });
    for (const { id, code, detail } of rejected) {
      await transaction.rejectedEvent.updateMany({ where: { environmentId, id }, data: { code, detail } });
    }
    // Which fields, not what they were set to: a unit may be erased later, and the audit trail cannot forget.
    const detail = { replayed: replayed.length, rejected: rejected.length, set: Object.keys(set) };
    await recordAudit(transaction, ctx, {
      action: 'rejected.replay',
      subject: `environment:${environmentKey}`,
      detail,
    });
  });
  return {
    accepted,
    duplicate,
    skipped: wanted.length - found.length,
    rejected: rejected.map(({ id, code, detail }) => ({ id: String(id), code, detail })),
  };
}

function sendAgain(
  ctx: IngestionContext,
  kind: RejectedKind,
  items: readonly unknown[],
): Promise<IngestionResult> {
  const options = { keepsRejected: false };
  if (kind === 'EXPOSURE') return takeIn(ctx, exposureKind, items, options);
  if (kind === 'EVENT') return takeIn(ctx, eventKind, items, options);
  return takeIn(ctx, identityKind, items, options);
}

function mended({ id, body, receivedAt }: StoredItem, set: Readonly<Record<string, unknown>>): unknown {
  const item = readObject(body);
  if (item === null) {
    return new UnreadableItem('MALFORMED_JSON', 'the item is no JSON object, so no field can be set', body);
  }
  return {
    ...item,
    id: item['id'] ?? `rejected:${String(id)}`,
    occurredAt: item['occurredAt'] ?? receivedAt.toISOString(),
    ...set,
  };
}

function readObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
