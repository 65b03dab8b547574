'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { archiveEnvironment } from '@/lib/verbs/environments/archive-environment';
import { createEnvironment } from '@/lib/verbs/environments/create-environment';
import { unarchiveEnvironment } from '@/lib/verbs/environments/unarchive-environment';
import { updateEnvironment } from '@/lib/verbs/environments/update-environment';
import { callVerb, nothing } from '../../console-verb';

// Every page may offer another choice of environments from then on.
const silent = { show: nothing, stale: '/' };

export async function make(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(createEnvironment, input, silent);
}

export async function rename(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(updateEnvironment, input, silent);
}

/** Takes an environment out of use, with its keys. */
export async function archive(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(archiveEnvironment, input, silent);
}

export async function unarchive(input: unknown): Promise<ActionOutcome<null>> {
  return callVerb(unarchiveEnvironment, input, silent);
}
