'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createAudience } from '@/lib/verbs/audiences/create-audience';
import { deleteAudience } from '@/lib/verbs/audiences/delete-audience';
import { createHoldout } from '@/lib/verbs/holdouts/create-holdout';
import { releaseHoldout } from '@/lib/verbs/holdouts/release-holdout';
import { createLayer } from '@/lib/verbs/layers/create-layer';
import { callVerb, nothing } from '../console-verb';

const silent = { show: nothing, stale: '/traffic' };

/** Makes an empty layer. */
export async function makeLayer(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(createLayer, input, silent);
}

/** Keeps a share of all units out of the runs that start from now on. */
export async function makeHoldout(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(createHoldout, input, silent);
}

/** Ends a holdout. */
export async function release(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(releaseHoldout, input, silent);
}

/** Saves a rule under a name. */
export async function makeAudience(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(createAudience, input, silent);
}

/** Deletes an audience that no experiment names. */
export async function removeAudience(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(deleteAudience, input, silent);
}
