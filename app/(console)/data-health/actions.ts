'use server';

import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { updateIngestionSettings } from '@/lib/services/data/ingestion-settings';
import { replayRejected, type ReplayResult } from '@/lib/services/data/replay-rejected';
import { undoLinks, type UndoneLinks } from '@/lib/services/data/undo-links';
import { consoleSession } from '../console-session';

/** Mends refused items and sends them again. */
export async function replay(input: unknown): Promise<ActionOutcome<ReplayResult>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => replayRejected({ ctx, input }));
}

/** Turns the crawler filter of an environment on or off. */
export async function setBotFilter(environment: string, botFilter: boolean): Promise<ActionOutcome<null>> {
  const { ctx } = await consoleSession();
  return outcomeOf(async () => {
    await updateIngestionSettings({ ctx, input: { environment, botFilter } });
    return null;
  });
}

/** Undoes all links to a unit. */
export async function undo(environment: string, unit: string): Promise<ActionOutcome<UndoneLinks>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => undoLinks({ ctx, input: { environment, unit } }));
}
