import type { ActionOutcome } from '@/components/action-outcome';
import { replay } from '../actions';

/** Which refused items are sent again. */
export type ReplayedItems = { readonly ids: readonly string[] } | { readonly code: string };

interface Replayed {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: number;
}

/** Sends them again, all of a code part by part, and adds up what became of them. What failed can be asked for again: nothing is stored twice. */
export async function replayEach(
  environment: string,
  which: ReplayedItems,
  mending: object,
): Promise<ActionOutcome<Replayed>> {
  const sum = { accepted: 0, duplicate: 0, rejected: 0 };
  let after: string | null = null;
  do {
    const outcome = await replay({ environment, ...which, ...(after === null ? {} : { after }), ...mending });
    if (!outcome.ok) return outcome;
    const { accepted, duplicate, rejected, next } = outcome.value;
    sum.accepted += accepted;
    sum.duplicate += duplicate;
    sum.rejected += rejected.length;
    after = next;
  } while (after !== null);
  return { ok: true, value: sum };
}
