'use server';

import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { createExperiment } from '@/lib/services/experiments/create-experiment';
import { updateExperiment } from '@/lib/services/experiments/update-experiment';
import { consoleSession } from '../../console-session';

/** Creates a draft; the value is the key under which it can be opened. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  const outcome = await outcomeOf(async () => (await createExperiment({ ctx, input })).key);
  revalidatePath('/experiments', 'layout');
  return outcome;
}

/** Saves changes to what was read in the given version. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  const outcome = await outcomeOf(async () => (await updateExperiment({ ctx, input })).key);
  revalidatePath('/experiments', 'layout');
  return outcome;
}
