'use server';

import { revalidatePath } from 'next/cache';
import { outcomeOf, type ActionOutcome } from '@/components/action-outcome';
import { createAudience } from '@/lib/services/audiences/create-audience';
import { deleteAudience } from '@/lib/services/audiences/delete-audience';
import type { Context } from '@/lib/services/context';
import { createHoldout } from '@/lib/services/holdouts/create-holdout';
import { releaseHoldout } from '@/lib/services/holdouts/release-holdout';
import { createLayer } from '@/lib/services/layers/create-layer';
import { consoleSession } from '../console-session';

type Verb = (request: { ctx: Context; input: unknown }) => Promise<unknown>;

// What arrives is not trusted: each verb parses its input and authorises its caller.

async function through(verb: Verb, input: unknown): Promise<ActionOutcome<null>> {
  const { ctx } = await consoleSession();
  const outcome = await outcomeOf(async () => {
    await verb({ ctx, input });
    return null;
  });
  revalidatePath('/traffic');
  return outcome;
}

/** Makes an empty layer. */
export async function makeLayer(input: unknown): Promise<ActionOutcome<null>> {
  return through(createLayer, input);
}

/** Keeps a share of all units out of the runs that start from now on. */
export async function makeHoldout(input: unknown): Promise<ActionOutcome<null>> {
  return through(createHoldout, input);
}

/** Ends a holdout. */
export async function release(input: unknown): Promise<ActionOutcome<null>> {
  return through(releaseHoldout, input);
}

/** Saves a rule under a name. */
export async function makeAudience(input: unknown): Promise<ActionOutcome<null>> {
  return through(createAudience, input);
}

/** Deletes an audience that no experiment names. */
export async function removeAudience(input: unknown): Promise<ActionOutcome<null>> {
  return through(deleteAudience, input);
}
