'use server';

import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { archiveSource } from '@/lib/services/sources/archive-source';
import { checkSource } from '@/lib/services/sources/check-source';
import { createSource } from '@/lib/services/sources/create-source';
import type { SourceCheck } from '@/lib/services/sources/try-source';
import { updateSource } from '@/lib/services/sources/update-source';
import { consoleSession } from '../../console-session';

async function changing(work: () => Promise<{ key: string }>): Promise<ActionOutcome<string>> {
  const outcome = await outcomeOf(async () => (await work()).key);
  revalidatePath('/settings/sources', 'layout');
  return outcome;
}

/** Connects a source, once it was found to be sound. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => createSource({ ctx, input }));
}

/** Changes a source for runs that start from now on. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => updateSource({ ctx, input }));
}

/** Takes a source out of use. */
export async function archive(input: unknown): Promise<ActionOutcome<string>> {
  const { ctx } = await consoleSession();
  return changing(() => archiveSource({ ctx, input }));
}

/** The first rows of a source, stored or not, or what is wrong with it. */
export async function check(input: unknown): Promise<ActionOutcome<SourceCheck>> {
  const { ctx } = await consoleSession();
  return outcomeOf(() => checkSource({ ctx, input }));
}
