'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import type { ReplayResult, UndoneLinks } from '@/lib/verbs/data/data-answers';
import { updateIngestionSettings } from '@/lib/verbs/data/ingestion-settings';
import { replayRejected } from '@/lib/verbs/data/replay-rejected';
import { undoLinks } from '@/lib/verbs/data/undo-links';
import { callVerb, nothing, whole } from '../console-verb';

/** Mends refused items and sends them again. */
export async function replay(input: unknown): Promise<ActionOutcome<ReplayResult>> {
  return callVerb(replayRejected, input, { show: whole });
}

/** Turns the crawler filter of an environment on or off. */
export async function setBotFilter(environment: string, botFilter: boolean): Promise<ActionOutcome<null>> {
  return callVerb(updateIngestionSettings, { environment, botFilter }, { show: nothing });
}

/** Undoes all links to a unit. */
export async function undo(environment: string, unit: string): Promise<ActionOutcome<UndoneLinks>> {
  return callVerb(undoLinks, { environment, unit }, { show: whole });
}
