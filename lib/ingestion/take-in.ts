import type { RejectedRow } from '../evidence/write';
import type { ItemKindName } from '../model/item-members';
import { isDeclaredBot } from './bot-filter';
import type { CheckItem } from './check-items';
import type { IngestionContext } from './ingestion-context';
import type { ItemTimes } from './item-fields';
import { ItemRefusal } from './item-refusal';
import { noteVerdicts, type Verdicts } from './note-verdicts';
import { idOf, type IngestionResult } from './parse-items';
import { clockShiftMs, maxAheadMs } from './sender-clock';
import { unitsIn } from './units-in';
import { UnreadableItem } from './unreadable-item';

/** One kind of item: how it is checked, and how it is stored. */
export interface ItemKind<Item, Row> {
  readonly kind: ItemKindName;
  readonly check: CheckItem<Item>;
  readonly occurredAt: (item: Item) => Date | undefined;
  /** What somebody else declares for the person behind the item. */
  readonly userAgent: (item: Item) => string | null | undefined;
  /** The row of each item, or why it becomes none; in the same order. */
  readonly place: (
    ctx: IngestionContext,
    items: readonly Item[],
    now: Date,
  ) => Promise<readonly (Row | ItemRefusal)[]>;
  /** Stores the rows; resolves after the commit with the number of new ones. */
  readonly store: (ctx: IngestionContext, rows: readonly Row[]) => Promise<number>;
}

/** Codes of items that are counted and stored nowhere: a crawler's are noise, an erased unit's are not ours to keep. */
const NOT_KEPT: ReadonlySet<string> = new Set(['BOT', 'ERASED']);

const bot = new ItemRefusal('BOT', 'the user agent is a declared crawler, so the item is not stored');
const erased = new ItemRefusal('ERASED', 'the unit was erased, so nothing of it is stored any more');

export interface TakeInOptions {
  /** The items' places in what the caller sent, where these are only a part of it. */
  readonly indexes?: readonly number[];
  /** Whether rejected items are kept for people to see; left out: yes. */
  readonly keepsRejected?: boolean;
  /** When this was sent, by the clock that the items' times are from; null, or left out: not told. */
  readonly sentAtMs?: number | null;
}

/**
 * Gives every item its verdict and stores the good ones, whatever the others are. Throws StorageUnavailableError: then nothing of this call is acknowledged.
 */
export async function takeIn<Item, Row>(
  ctx: IngestionContext,
  itemKind: ItemKind<Item, Row>,
  given: readonly unknown[],
  { indexes, keepsRejected = true, sentAtMs = null }: TakeInOptions = {},
): Promise<IngestionResult> {
  const now = ctx.now();
  const { environmentId, ingestion } = ctx;
  const { write } = ingestion;
  const rules = await write.rules(environmentId);
  const shiftMs = clockShiftMs(sentAtMs, now, itemKind.kind);
  const times = {
    now,
    retainedFrom: rules.retainedFrom,
    mayBeOld: ctx.mayBeOld ?? true,
    maxAheadMs: maxAheadMs(itemKind.kind),
    shiftMs,
  };
  const filter = rules.botFilter ? refuseBots(ctx, itemKind) : null;
  const checked = given.map((one) => checkOne(itemKind, one, times, filter));
  const allowed = rules.hasErasedUnits ? await refuseErased(ctx, checked, given) : checked;
  const placed = await place(ctx, itemKind, allowed, now);

  const rows: Row[] = [];
  const rejected: { readonly index: number; readonly refusal: ItemRefusal }[] = [];
  for (const [index, row] of placed.entries()) {
    if (row instanceof ItemRefusal) rejected.push({ index, refusal: row });
    else rows.push(row);
  }
  const kept = rejected.filter(({ refusal }) => keepsRejected && !NOT_KEPT.has(refusal.code));
  const toKeep = kept.map(({ index, refusal }) => rejectedRow(given[index], refusal));
  const notKept = await write.keepRejected({ environmentId, sender: ctx.actor.id }, itemKind.kind, toKeep);
  const accepted = await itemKind.store(ctx, rows);
  const verdicts: Verdicts = {
    kind: itemKind.kind,
    now,
    shiftMs,
    given,
    refusals: placed.map((row) => (row instanceof ItemRefusal ? row : null)),
    occurredAt: checked.map((item) => (item instanceof ItemRefusal ? undefined : itemKind.occurredAt(item))),
    accepted,
    duplicate: rows.length - accepted,
  };
  noteVerdicts(ctx, verdicts);
  if (notKept > 0) write.verdicts.add(environmentId, now, itemKind.kind, 'NO_ROOM', notKept);
  return {
    accepted,
    duplicate: rows.length - accepted,
    rejected: rejected.map(({ index, refusal: { code, detail } }) => ({
      index: indexes?.[index] ?? index,
      ...idOf(given[index]),
      code,
      detail,
    })),
    rejectedByCode: countByCode(rejected),
  };
}

function countByCode(
  rejected: readonly { readonly refusal: ItemRefusal }[],
): IngestionResult['rejectedByCode'] {
  const counts = new Map<string, number>();
  for (const { refusal } of rejected) counts.set(refusal.code, (counts.get(refusal.code) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function rejectedRow(item: unknown, { code, detail }: ItemRefusal): RejectedRow {
  const body = item instanceof UnreadableItem ? item.text : JSON.stringify(item);
  return { code, detail, body, units: unitsIn(item) };
}

type BotFilter<Item> = (item: Item) => boolean;

function checkOne<Item>(
  { check }: Pick<ItemKind<Item, unknown>, 'check'>,
  given: unknown,
  times: ItemTimes,
  isBot: BotFilter<Item> | null,
): Item | ItemRefusal {
  if (given instanceof UnreadableItem) return new ItemRefusal(given.code, given.detail);
  const item = check(given, times);
  return !(item instanceof ItemRefusal) && isBot?.(item) === true ? bot : item;
}

/** The item's own user agent counts before that of the request, which may be somebody else's. */
function refuseBots<Item>(
  { userAgent: ofRequest = null }: IngestionContext,
  { userAgent }: Pick<ItemKind<Item, unknown>, 'userAgent'>,
): BotFilter<Item> {
  const isBotRequest = ofRequest !== null && isDeclaredBot(ofRequest);
  return (item) => {
    const declared = userAgent(item);
    return declared === undefined || declared === null ? isBotRequest : isDeclaredBot(declared);
  };
}

/** Bad items too: they would be kept as they came, with the unit in them. */
async function refuseErased<Item>(
  ctx: IngestionContext,
  checked: readonly (Item | ItemRefusal)[],
  given: readonly unknown[],
): Promise<readonly (Item | ItemRefusal)[]> {
  const units = given.map(unitsIn);
  const gone = await ctx.ingestion.write.findErased(ctx.environmentId, units.flat());
  if (gone.size === 0) return checked;
  return checked.map((item, index) =>
    units[index]?.some((unit) => gone.has(unit)) === true ? erased : item,
  );
}

async function place<Item, Row>(
  ctx: IngestionContext,
  itemKind: Pick<ItemKind<Item, Row>, 'place'>,
  allowed: readonly (Item | ItemRefusal)[],
  now: Date,
): Promise<readonly (Row | ItemRefusal)[]> {
  const items = allowed.filter((item): item is Item => !(item instanceof ItemRefusal));
  const placed = await itemKind.place(ctx, items, now);
  let next = 0;
  return allowed.map((item) => {
    if (item instanceof ItemRefusal) return item;
    const row = placed[next];
    next += 1;
    if (row === undefined) throw new Error('an item was left without a verdict');
    return row;
  });
}
