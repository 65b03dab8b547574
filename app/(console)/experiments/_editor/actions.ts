'use server';

import type { ActionOutcome } from '@/components/action-outcome';
import { createExperiment } from '@/lib/verbs/experiments/create-experiment';
import { updateExperiment } from '@/lib/verbs/experiments/update-experiment';
import { callVerb, keyOf } from '../../console-verb';

const stale = '/experiments';

/** Creates a draft; the value is the key under which it can be opened. */
export async function create(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(createExperiment, input, { show: keyOf, stale });
}

/** Saves changes to what was read in the given version. */
export async function update(input: unknown): Promise<ActionOutcome<string>> {
  return callVerb(updateExperiment, input, { show: keyOf, stale });
}
