import type { ItemKindName } from '../model/item-members';
import type { IngestionContext } from './ingestion-context';
import type { ItemRefusal } from './item-refusal';
import { AHEAD_MS } from './sender-clock';
import { UnreadableItem } from './unreadable-item';

/** What became of the items of one request; the lists are in the order of the items. */
export interface Verdicts {
  readonly kind: ItemKindName;
  readonly now: Date;
  /** By how much the items' times were moved, as the sender's clock is off. */
  readonly shiftMs: number;
  readonly given: readonly unknown[];
  /** Null for a good item. */
  readonly refusals: readonly (ItemRefusal | null)[];
  readonly occurredAt: readonly (Date | undefined)[];
  readonly accepted: number;
  readonly duplicate: number;
}

const LATE_MS = 24 * 60 * 60 * 1000;
const MAX_SHOWN_CHARACTERS = 2_000;

/** Counts the verdicts, notices clocks that are off and items that come late, and tells whoever watches. */
export function noteVerdicts({ environmentId, ingestion }: IngestionContext, verdicts: Verdicts): void {
  const { kind, now, shiftMs, given, refusals, occurredAt, accepted, duplicate } = verdicts;
  const { write, tail } = ingestion;
  const codes = new Map<string, number>([
    ['ACCEPTED', accepted],
    ['DUPLICATE', duplicate],
  ]);
  const count = (code: string) => codes.set(code, (codes.get(code) ?? 0) + 1);
  for (const [index, refusal] of refusals.entries()) {
    const aheadMs = (occurredAt[index]?.getTime() ?? now.getTime()) - now.getTime();
    const isTimed = occurredAt[index] !== undefined;
    if (refusal !== null) count(refusal.code);
    else if (isTimed && Math.max(aheadMs, aheadMs - shiftMs) > AHEAD_MS) count('CLOCK_AHEAD');
    else if (isTimed && shiftMs > AHEAD_MS) count('CLOCK_BEHIND');
    else if (aheadMs < -LATE_MS) count('LATE');
  }
  for (const [code, items] of codes) write.verdicts.add(environmentId, now, kind, code, items);
  if (!tail.isWatched(environmentId)) return;
  for (const [index, item] of given.entries()) {
    const refusal = refusals[index] ?? null;
    // Of an erased unit not even the next pair of eyes sees anything.
    const shown = refusal?.code === 'ERASED' ? '' : shownText(item);
    const told = { code: refusal?.code ?? 'ACCEPTED', detail: refusal?.detail ?? null };
    tail.add(environmentId, { at: now, kind, ...told, item: shown });
  }
}

function shownText(item: unknown): string {
  const text = item instanceof UnreadableItem ? item.text : JSON.stringify(item);
  return text.slice(0, MAX_SHOWN_CHARACTERS);
}
